// From what the user enters to their server: where one signs in there, and what may be asked for.

import { readAnswer, refusal } from "#connector/answer.ts";
import type { FieldProblem, Session } from "#connector/contract.ts";
import { describeFailure, failureOf } from "#connector/failure.ts";
import type { Failure } from "#connector/failure.ts";
import type { Discovered, OAuthApp, OAuthServer, Registration } from "#connector/oauth.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";

import { about, accountScopes, postingScopes } from "./about.ts";
import { ask, instanceAnswer, registeredApp, serverMetadata } from "./wire.ts";

export async function discover(session: Session): Promise<Discovered | FieldProblem> {
  const instance = instanceOf(session.credential["instance"] ?? "", session);
  if (instance === undefined) {
    return problem("Enter the name of your server, such as mastodon.social.");
  }
  try {
    return await look(session, instance);
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    return problem(wordsFor(failure, new URL(instance).host));
  }
}

export async function register(
  session: Session,
  { server, name, website, redirectUri, scopes }: Registration,
): Promise<OAuthApp> {
  const json = {
    ...{ client_name: name, redirect_uris: redirectUri, scopes: scopes.join(" "), website },
  };
  const instance = new URL(server.tokenUrl).origin;
  const asking = { instance, path: "/api/v1/apps", json, isAnonymous: true } as const;
  const answer = await ask(session, { method: "POST", ...asking });
  const { client_id: clientId, client_secret: clientSecret } = readAnswer(answer, registeredApp);
  return { clientId, clientSecret };
}

/** The origin: of a host, an address of the web, or @name@host. */
function instanceOf(entered: string, { origins }: Session): string | undefined {
  const text = entered.replace(/[\p{Cf}\s]/gu, "");
  const [, host = text] = /^@?[\w.-]+@(.+)$/.exec(text) ?? [];
  const url = URL.parse(/^https?:\/\//i.test(host) ? host : `https://${host}`);
  if (url?.username !== "" || !/[.:]/.test(url.host)) return undefined;
  const isDefault = url.host === new URL(about.origins.main).host;
  return isDefault ? (origins["main"] ?? about.origins.main) : url.origin;
}

async function look(session: Session, instance: string): Promise<Discovered> {
  const path = "/.well-known/oauth-authorization-server";
  const asking = { method: "GET", instance, isAnonymous: true } as const;
  const answer = await ask(session, { ...asking, path });
  const described = descriptionIn(answer);
  // Also tells that it is such a server at all.
  await readInstance(session, instance);
  const supported = described?.scopes_supported ?? [];
  const ofAccount = supported.includes(accountScopes.narrow)
    ? accountScopes.narrow
    : accountScopes.before;
  return {
    server: serverAt(instance, described && withinInstance(described, instance)),
    key: instance,
    scopes: [ofAccount, ...postingScopes],
    keep: { instance },
  };
}

/**
 * Undefined where the server describes nothing: Mastodon before 4.3 answers 404, and others with what
 * they answer to any address.
 */
function descriptionIn(answer: HttpResponse) {
  if (answer.status === 429 || answer.status >= 500) throw refusal(answer);
  try {
    return readAnswer(answer, serverMetadata);
  } catch (error) {
    if (failureOf(error)) return undefined;
    throw error;
  }
}

type Endpoints = Pick<OAuthServer, "authorizeUrl" | "tokenUrl" | "revokeUrl">;

/** Nothing is sent to another server than the one that was named. */
function withinInstance(
  {
    authorization_endpoint: authorizeUrl,
    token_endpoint: tokenUrl,
    revocation_endpoint: revokeUrl = null,
  }: {
    authorization_endpoint: string;
    token_endpoint: string;
    revocation_endpoint?: string | undefined | null;
  },
  instance: string,
): Endpoints | undefined {
  const isWithin = [authorizeUrl, tokenUrl, revokeUrl ?? tokenUrl].every(
    (url) => new URL(url).origin === instance,
  );
  return isWithin ? { authorizeUrl, tokenUrl, revokeUrl } : undefined;
}

/** Before 4.3 nothing was described: https://docs.joinmastodon.org/methods/oauth (2026-11-25) */
function serverAt(instance: string, endpoints: Endpoints | undefined): OAuthServer {
  return {
    ...{ issuer: null, parUrl: null, usesPkce: true, clientAuth: "post", usesDpop: false },
    authorizeUrl: `${instance}/oauth/authorize`,
    tokenUrl: `${instance}/oauth/token`,
    revokeUrl: `${instance}/oauth/revoke`,
    ...endpoints,
  };
}

export async function readInstance(session: Session, instance: string) {
  const asking = { method: "GET", instance, isAnonymous: true } as const;
  const answer = await ask(session, { ...asking, path: "/api/v2/instance" });
  if (answer.status !== 404) return readAnswer(answer, instanceAnswer);
  return readAnswer(await ask(session, { ...asking, path: "/api/v1/instance" }), instanceAnswer);
}

function wordsFor(failure: Failure, host: string): string {
  if (!("status" in failure)) return `${host} could not be reached: ${describeFailure(failure)}.`;
  if (failure.status === 429 || failure.status >= 500) {
    return `${host} has trouble at the moment (status ${failure.status}). Try again later.`;
  }
  return (
    `${host} does not answer as a Mastodon server does (status ${failure.status}). Enter the name ` +
    "that your browser shows while you are signed in there."
  );
}

function problem(message: string): FieldProblem {
  return { problem: { field: "instance", message } };
}
