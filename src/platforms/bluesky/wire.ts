// XRPC as far as this connector speaks it: how a call is made, and the shapes of the answers it
// reads. Everything beyond what is used is let through unread.

import { z } from "zod";

import { refusal, refusalBody } from "#connector/answer.ts";
import type { Account, Session } from "#connector/contract.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";

/** The kind of record that a post is. */
export const collection = "app.bsky.feed.post";

/** https://atproto.com/specs/xrpc#error-responses (2026-11-01) */
export const errorBody = z.object({ error: z.string(), message: z.string().default("") });

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

export type OpenedSession = z.infer<typeof openedSession>;

/** The blob goes into a record exactly as the server described it. */
export const uploadedBlob = z.object({ blob: z.record(z.string(), z.json()) });

/** A strong reference: which record, in which version. */
export const recordRef = z.object({ uri: z.string().startsWith("at://"), cid: z.string() });

export const readRecord = recordRef.extend({ value: z.record(z.string(), z.unknown()) });

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

/** A read. The ones used here are open to everybody. */
export function query(
  session: Session,
  { origin, method, params }: Endpoint & { params: Record<string, string> },
): Promise<HttpResponse> {
  const url = `${origin}/xrpc/${method}?${new URLSearchParams(params).toString()}`;
  return session.fetch({ method: "GET", url, headers: { accept: "application/json" } });
}

interface Procedure extends Endpoint {
  token?: string | undefined;
  json?: object;
  /** Instead of JSON. */
  file?: { bytes: Uint8Array; mediaType: string };
  timeoutMs?: number;
}

export function procedure(
  session: Session,
  { origin, method, token, json, file, timeoutMs }: Procedure,
): Promise<HttpResponse> {
  const body = file?.bytes ?? (json && JSON.stringify(json));
  return session.fetch({
    method: "POST",
    url: `${origin}/xrpc/${method}`,
    headers: {
      accept: "application/json",
      ...(body && { "content-type": file?.mediaType ?? "application/json" }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body }),
    ...(timeoutMs && { timeoutMs }),
  });
}

/** The name of the error that an answer is; undefined for a success, or where it names none. */
export function refusalName(answer: HttpResponse): string | undefined {
  if (answer.status < 400) return undefined;
  return refusalBody(refusal(answer).failure, errorBody)?.error;
}
