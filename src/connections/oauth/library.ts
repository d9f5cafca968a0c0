// The OAuth library behind the guarded fetch: loaded when first needed, given only answers it can read,
// and its errors turned into what every platform trouble is.

import type * as Library from "oauth4webapi";
import { refusal } from "#connector/answer.ts";
import type { Session } from "#connector/contract.ts";
import { PlatformError, failureOf } from "#connector/failure.ts";
import type { OAuthApp, OAuthServer } from "#connector/oauth.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";
import { redact } from "#kernel/http/redact.ts";
import { clientAuthOf } from "./client-auth.ts";
import type { ClientKey } from "#kernel/keys.ts";

/** Both sides of a conversation, and the way between them. */
export interface Parties {
  session: Session;
  server: OAuthServer;
  app: OAuthApp;
  /** With which the app proves itself, where that is by a key. */
  clientKey: ClientKey | null;
}

export interface Conversation {
  oauth: typeof Library;
  as: Library.AuthorizationServer;
  client: Library.Client;
  clientAuth: Library.ClientAuth;
  options: Library.TokenEndpointRequestOptions;
}

/** Runs one exchange of the library. @throws PlatformError for whatever the server or the way did */
export async function converse<T>(
  { session, server, app, clientKey }: Parties,
  exchange: (conversation: Conversation) => Promise<T>,
): Promise<T> {
  const oauth = await import("oauth4webapi");
  const seen: Seen = { answer: undefined };
  const conversation: Conversation = {
    oauth,
    as: metadataOf(server),
    client: { client_id: app.clientId },
    clientAuth: await clientAuthOf(oauth, { server, app, clientKey }),
    options: {
      [oauth.customFetch]: fetchBy(session, seen),
      // Which addresses may be asked, and how, is for the guarded fetch to say.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the check would come twice
      [oauth.allowInsecureRequests]: true,
    },
  };
  try {
    return await exchange(conversation);
  } catch (error) {
    throw inOurTerms(error, { ...seen, secrets: Object.values(session.credential) });
  }
}

/** The last answer: an error of the library is about it. */
interface Seen {
  answer: HttpResponse | undefined;
}

function metadataOf(server: OAuthServer): Library.AuthorizationServer {
  const { issuer, authorizeUrl, tokenUrl, revokeUrl, parUrl, sendsIssuer = false } = server;
  return {
    issuer: issuer ?? new URL(tokenUrl).origin,
    authorization_endpoint: authorizeUrl,
    token_endpoint: tokenUrl,
    ...(revokeUrl !== null && { revocation_endpoint: revokeUrl }),
    ...(parUrl !== null && { pushed_authorization_request_endpoint: parUrl }),
    authorization_response_iss_parameter_supported: sendsIssuer,
  };
}

function fetchBy(session: Session, seen: Seen) {
  return async (
    url: string,
    { body, headers, method }: { body?: unknown; headers: Record<string, string>; method: string },
  ): Promise<Response> => {
    const answer = await session.fetch({
      ...{ method: method === "POST" ? "POST" : "GET", url, headers },
      ...(body instanceof URLSearchParams && { body }),
    });
    seen.answer = answer;
    return readable(answer);
  };
}

const mayBeEmpty = new Set(["refresh_token", "scope", "token_type"]);

/**
 * Platforms leave out the type of a token, send what is empty, or an ID token nobody asked to check:
 * the library would refuse the whole answer for it.
 */
function readable(answer: HttpResponse): Response {
  const { status } = answer;
  const headers = new Headers(answer.headers);
  const json = objectIn(answer);
  if (json === undefined) {
    return new Response(status === 204 ? null : answer.text(), { status, headers });
  }
  const members = Object.entries(json).filter(
    ([name, value]) => name !== "id_token" && (Boolean(value) || !mayBeEmpty.has(name)),
  );
  if (json["access_token"] && !json["token_type"]) members.push(["token_type", "bearer"]);
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(Object.fromEntries(members)), { status, headers });
}

function objectIn(answer: HttpResponse): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(answer.text());
    return typeof json === "object" && json !== null && !Array.isArray(json)
      ? { ...json }
      : undefined;
  } catch {
    return undefined;
  }
}

function inOurTerms(
  error: unknown,
  { answer, secrets }: Seen & { secrets: readonly string[] },
): unknown {
  if (failureOf(error) !== undefined || !isOfLibrary(error)) return error;
  if (answer && (answer.status < 200 || answer.status > 299)) {
    // A server may quote what it was sent, and its words are shown.
    return refusal({ ...answer, text: () => redact(answer.text(), secrets) });
  }
  const detail = `not what an authorization server answers (${error.code})`;
  return new PlatformError({ kind: "malformed", status: answer?.status ?? 200, detail });
}

function isOfLibrary(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    error.code.startsWith("OAUTH_")
  );
}
