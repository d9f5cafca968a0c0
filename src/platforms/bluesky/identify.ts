// From what a user enters to a connected account: find its server, sign in there, and say in words
// what is wrong when that fails.

import { refusalBody } from "#connector/answer.ts";
import type { FieldProblem, Identity, Session } from "#connector/contract.ts";
import { describeFailure, failureOf } from "#connector/failure.ts";
import type { Failure } from "#connector/failure.ts";
import { minutes } from "#kernel/clock.ts";

import { rateLimitEnd } from "./errors.ts";
import { accountAt, originOf, withoutMarks } from "./entry.ts";
import { findHome, pdsIn } from "./resolve.ts";
import { credentialOf, openSession } from "./session.ts";
import { identifySignedIn } from "./sign-in.ts";
import { errorBody } from "./wire.ts";
import type { OpenedSession } from "./wire.ts";

interface Entry {
  identifier: string;
  appPassword: string;
  /** Null: to be found from the identifier. */
  service: string | null;
}

const appPasswordShape = /^[a-z0-9]{4}(?:-[a-z0-9]{4}){3}$/;
const whereAppPasswords = "Settings → Privacy and security → App passwords";

export async function identify(session: Session, auth: string): Promise<Identity | FieldProblem> {
  return auth === "oauth" ? identifySignedIn(session) : identifyByPassword(session);
}

async function identifyByPassword(session: Session): Promise<Identity | FieldProblem> {
  const entry = readEntry(session.credential);
  if ("problem" in entry) return entry;
  try {
    return await signIn(entry, session);
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    return inWords(failure, entry, session.now());
  }
}

function readEntry(entered: Session["credential"]): Entry | FieldProblem {
  const name = withoutMarks(entered["identifier"] ?? "");
  const address = (entered["service"] ?? "").trim();
  const service = address === "" ? null : originOf(address);
  if (address !== "" && service === null) {
    return problem("service", "Enter the address of a server, such as https://bsky.social.");
  }
  if (name.includes("@") && service === null) {
    return problem("identifier", "Enter your handle, or the server's address as well.");
  }
  return {
    identifier: /^did:|@/.test(name) ? name : name.toLowerCase(),
    appPassword: (entered["appPassword"] ?? "").trim(),
    service,
  };
}

async function signIn(
  { identifier, appPassword, service }: Entry,
  session: Session,
): Promise<Identity | FieldProblem> {
  if (service !== null) {
    const opened = await openSession(session, { origin: service, identifier, appPassword });
    const pds = (opened.didDoc && pdsIn(opened.didDoc)) ?? service;
    return identityOf(opened, { pds, appPassword, session });
  }
  const home = await findHome(identifier, session);
  if ("problem" in home) return home;
  const { did, pds } = home;
  const opened = await openSession(session, { origin: pds, identifier: did, appPassword });
  if (opened.did !== did) {
    return problem("identifier", `The server of ${identifier} signed in another account.`);
  }
  return identityOf(opened, { pds, appPassword, session });
}

function identityOf(
  opened: OpenedSession,
  { pds, appPassword, session }: { pds: string; appPassword: string; session: Session },
): Identity | FieldProblem {
  const { did, handle, active } = opened;
  if (!active) {
    return problem("identifier", "This account is deactivated. Activate it in Bluesky first.");
  }
  const account = accountAt({ did, handle, pds }, session);
  return { account, credential: credentialOf(opened, appPassword) };
}

function inWords(failure: Failure, entry: Entry, now: Date): FieldProblem {
  const field = entry.service === null ? null : "service";
  if (!("status" in failure)) {
    return problem(field, `A server could not be reached: ${describeFailure(failure)}. Try again.`);
  }
  const refused = failure.kind === "answer" && refusalInWords(failure, entry, now);
  return (
    refused ||
    problem(field, `This does not answer as a Bluesky server does (status ${failure.status}).`)
  );
}

function refusalInWords(
  answer: Extract<Failure, { kind: "answer" }>,
  { appPassword }: Entry,
  now: Date,
): FieldProblem | null {
  const { status, headers } = answer;
  if (status === 429) {
    const pauseMs = rateLimitEnd(headers, now).getTime() - now.getTime();
    const pause = `${Math.ceil(pauseMs / minutes(1))} min`;
    return problem(null, `Too many sign-ins to this account. Try again in ${pause}.`);
  }
  if (status >= 500) {
    return problem(null, `The server has trouble of its own (status ${status}). Try again later.`);
  }
  switch (refusalBody(answer, errorBody)?.error) {
    case "AuthenticationRequired": {
      const hint = appPasswordShape.test(appPassword)
        ? "It may have been deleted, or belong to another account."
        : `An app password looks like xxxx-xxxx-xxxx-xxxx: make one under ${whereAppPasswords}.`;
      return problem("appPassword", `Bluesky does not accept this password. ${hint}`);
    }
    case "AuthFactorTokenRequired":
      return problem(
        "appPassword",
        `This password needs a code by e-mail. Make an app password under ${whereAppPasswords}.`,
      );
    case "AccountTakedown":
      return problem("identifier", "Bluesky has taken this account down.");
    default:
      return null;
  }
}

function problem(field: string | null, message: string): FieldProblem {
  return { problem: { field, message } };
}
