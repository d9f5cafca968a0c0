// XRPC as far as this connector speaks it: how a call is made, and the shapes of the answers it
// reads. Everything beyond what is used is let through unread.

import { z } from "zod";

import { refusal, refusalBody } from "#connector/answer.ts";
import { fetchBound } from "#connector/dpop.ts";
import type { Account, Session } from "#connector/contract.ts";
import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";

/** The kind of record that a post is. */
export const collection = "app.bsky.feed.post";

/** https://atproto.com/specs/xrpc#error-responses (2026-11-01) */
export const errorBody = z.object({
  error: z.string(),
  message: z.string().default(""),
  /** Of the token endpoint: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
  error_description: z.string().optional().catch(undefined),
});

export const resolvedHandle = z.object({ did: z.string().startsWith("did:") });

export const didDocument = z.object({
  id: z.string(),
  alsoKnownAs: z.array(z.string()).default([]),
  service: z.array(z.object({ id: z.string(), serviceEndpoint: z.unknown() })).default([]),
});

export type DidDocument = z.infer<typeof didDocument>;

export const openedSession = z.object({
  did: z.string().startsWith("did:"),
  handle: z.string(),
  accessJwt: z.string(),
  refreshJwt: z.string(),
  didDoc: didDocument.optional().catch(undefined),
  active: z.boolean().default(true),
});

/** What a server tells of the account that asks. */
export const ownSession = openedSession.pick({ did: true, active: true });

export type OpenedSession = z.infer<typeof openedSession>;

/** The blob goes into a record exactly as the server described it. */
export const uploadedBlob = z.object({ blob: z.record(z.string(), z.json()) });

/** A strong reference: which record, in which version. */
export const recordRef = z.object({ uri: z.string().startsWith("at://"), cid: z.string() });

/** Of a post that a person has found by its address, the version is not known. */
export const foundRef = recordRef.partial({ cid: true });

export const readRecord = recordRef.extend({ value: z.record(z.string(), z.unknown()) });

/** https://www.rfc-editor.org/rfc/rfc9728#section-2 */
export const resourceMetadata = z.object({ authorization_servers: z.array(z.url()).min(1) });

/** https://atproto.com/specs/oauth#authorization-servers (2026-11-25) */
export const serverMetadata = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  pushed_authorization_request_endpoint: z.url(),
  revocation_endpoint: z.url().nullish(),
});

const accountDetails = z.object({ pds: z.string() });

/** The server that holds the account (its personal data server). */
export function pdsOf(account: Account): string {
  return accountDetails.parse(account.details).pds;
}

interface Endpoint {
  origin: string;
  /** Its name, such as `com.atproto.repo.getRecord`. */
  method: string;
}

/** A read, open to everybody unless signed. */
export function query(
  session: Session,
  {
    origin,
    method,
    params,
    isSigned = false,
  }: Endpoint & { params: Record<string, string>; isSigned?: boolean },
): Promise<HttpResponse> {
  const search = new URLSearchParams(params).toString();
  const url = `${origin}/xrpc/${method}${search && `?${search}`}`;
  const request: HttpRequest = { method: "GET", url, headers: { accept: "application/json" } };
  return isSigned ? fetchSigned(session, request) : session.fetch(request);
}

interface Procedure extends Endpoint {
  /** Who asks: the connected account, the bearer of a token, or anybody. */
  as: "account" | { bearing: string } | "anybody";
  json?: object;
  /** Instead of JSON. */
  file?: { bytes: Uint8Array; mediaType: string };
  timeoutMs?: number;
}

export function procedure(
  session: Session,
  { origin, method, as, json, file, timeoutMs }: Procedure,
): Promise<HttpResponse> {
  const body = file?.bytes ?? (json && JSON.stringify(json));
  const request: HttpRequest = {
    method: "POST",
    url: `${origin}/xrpc/${method}`,
    headers: {
      accept: "application/json",
      ...(body && { "content-type": file?.mediaType ?? "application/json" }),
    },
    ...(body && { body }),
    ...(timeoutMs && { timeoutMs }),
  };
  if (as === "anybody") return session.fetch(request);
  return as === "account"
    ? fetchSigned(session, request)
    : session.fetch(bearing(request, as.bearing));
}

/** In the name of the connected account: with tokens bound to a key, or in a session. */
function fetchSigned(session: Session, request: HttpRequest): Promise<HttpResponse> {
  const { accessToken, dpopKey, accessJwt = "" } = session.credential;
  return accessToken !== undefined && dpopKey !== undefined
    ? fetchBound(session, request, { accessToken, dpopKey })
    : session.fetch(bearing(request, accessJwt));
}

function bearing(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}

/** The name of the error that an answer is; undefined for a success, or where it names none. */
export function refusalName(answer: HttpResponse): string | undefined {
  if (answer.status < 400) return undefined;
  return refusalBody(refusal(answer).failure, errorBody)?.error;
}
