// Signing in at the server of an account: which one that is, and whether it may speak for the account.
// https://atproto.com/specs/oauth#identity-authentication (2026-11-25)

import { readAnswer } from "#connector/answer.ts";
import type { FieldProblem, Identity, Session } from "#connector/contract.ts";
import { describeFailure, failureOf } from "#connector/failure.ts";
import type { Discovered, OAuthServer } from "#connector/oauth.ts";

import { scopes } from "./about.ts";
import { accountAt, originOf, withoutMarks } from "./entry.ts";
import { findHome, get } from "./resolve.ts";
import { ownSession, query, resourceMetadata, serverMetadata } from "./wire.ts";

/** From a handle, a DID, or the address of a server. */
export async function discover(session: Session): Promise<Discovered | FieldProblem> {
  const entered = withoutMarks(session.credential["account"] ?? "");
  try {
    return await find(entered, session);
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    return problem(
      !("status" in failure)
        ? `A server could not be reached: ${describeFailure(failure)}. Try again.`
        : `The server of this account has no sign-in for apps (status ${failure.status}). ` +
            "Connect with an app password.",
    );
  }
}

/** Whoever signed in: a server may only speak for the accounts that name it. */
export async function identifySignedIn(session: Session): Promise<Identity | FieldProblem> {
  const { account: did = "", service: issuer } = session.credential;
  const home = await findHome(did, session, "account");
  if ("problem" in home) return home;
  const server = await serverOf(home.pds, session);
  if (server.issuer !== issuer) {
    return problem("The account that signed in is at home on another server. Enter its handle.");
  }
  const method = "com.atproto.server.getSession";
  const asking = { origin: home.pds, method, params: {}, isSigned: true };
  const { active } = readAnswer(await query(session, asking), ownSession);
  if (!active) return problem("This account is deactivated. Activate it in Bluesky first.");
  return { account: accountAt(home, session), credential: session.credential };
}

async function find(entered: string, session: Session): Promise<Discovered | FieldProblem> {
  const isAddress = /^https?:\/\//i.test(entered);
  const origin = isAddress ? originOf(entered) : null;
  if (isAddress && origin === null) return problem("Enter your handle, such as you.bsky.social.");
  if (origin !== null) return discovered(await serverOf(origin, session));
  const loginHint = entered.startsWith("did:") ? entered : entered.toLowerCase();
  const home = await findHome(loginHint, session, "account");
  if ("problem" in home) return home;
  return { ...discovered(await serverOf(home.pds, session)), loginHint };
}

type SignInServer = OAuthServer & { issuer: string };

function discovered(server: SignInServer): Discovered {
  const { issuer } = server;
  return { server, key: issuer, scopes: Object.values(scopes), keep: { service: issuer } };
}

/** The server where one signs in to accounts that are held at `origin`: often another one. */
async function serverOf(origin: string, session: Session): Promise<SignInServer> {
  const answer = await get(session, `${origin}/.well-known/oauth-protected-resource`);
  const [issuer = origin] =
    // A server that only signs people in holds nothing itself.
    answer.status === 404 ? [] : readAnswer(answer, resourceMetadata).authorization_servers;
  const { origin: at } = new URL(issuer);
  const described = readAnswer(
    await get(session, `${at}/.well-known/oauth-authorization-server`),
    serverMetadata.refine((metadata) => new URL(metadata.issuer).origin === at, {
      path: ["issuer"],
    }),
  );
  return {
    issuer: described.issuer,
    sendsIssuer: true,
    authorizeUrl: described.authorization_endpoint,
    tokenUrl: described.token_endpoint,
    parUrl: described.pushed_authorization_request_endpoint,
    revokeUrl: described.revocation_endpoint ?? null,
    ...{ usesPkce: true, usesDpop: true, clientAuth: "none" },
  };
}

function problem(message: string): FieldProblem {
  return { problem: { field: "account", message } };
}
