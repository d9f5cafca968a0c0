// From a handle to the server that holds its account: handle → DID → DID document → server.
// https://atproto.com/specs/handle and https://atproto.com/specs/did (2026-11-01)

import { readAnswer } from "#connector/answer.ts";
import type { FieldProblem, Session } from "#connector/contract.ts";
import { HttpFailure } from "#kernel/http/fetch.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";

import { about } from "./about.ts";
import { didDocument, query, refusalName, resolvedHandle } from "./wire.ts";
import type { DidDocument } from "./wire.ts";

/** Where an account lives. */
export interface Home {
  did: string;
  pds: string;
  /** Null where the account bears none. */
  handle: string | null;
}

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const handleShape = new RegExp(`^(?:${label}\\.)+(?=[a-z])${label}$`);
const didShape = /^did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]+)$/;

/** The names under which servers say that there is no such handle. */
const unknownHandle = ["HandleNotFound", "InvalidRequest"];

/**
 * @param identifier a handle in lower case, or a DID
 * @param field where it was entered
 */
export async function findHome(
  identifier: string,
  session: Session,
  field = "identifier",
): Promise<Home | FieldProblem> {
  const notFound = (message: string) => ({ problem: { field, message } });
  const isDid = identifier.startsWith("did:");
  if (!isDid && !handleShape.test(identifier)) {
    return notFound("Enter your whole handle, such as you.bsky.social.");
  }
  const did = isDid ? identifier : await didEverywhere(identifier, session);
  if (did === null) return notFound(`There is no account with the handle ${identifier}.`);
  const document = didShape.test(did) ? await documentOf(did, session) : null;
  if (document === null) return notFound(`The account ${did} is not registered.`);
  if (!isDid && !document.alsoKnownAs.some((name) => name.toLowerCase() === `at://${identifier}`)) {
    return notFound(`The handle ${identifier} leads to an account that does not bear it.`);
  }
  const pds = pdsIn(document);
  if (pds === null) return notFound(`The account ${identifier} names no server.`);
  return { did, pds, handle: isDid ? handleIn(document) : identifier };
}

/** Asks one server for the DID of a handle; null when it says that there is none. */
export async function didOf(
  handle: string,
  origin: string,
  session: Session,
): Promise<string | null> {
  const method = "com.atproto.identity.resolveHandle";
  const answer = await query(session, { origin, method, params: { handle } });
  if (unknownHandle.includes(refusalName(answer) ?? "")) return null;
  return readAnswer(answer, resolvedHandle).did;
}

/** The server in a DID document, as an origin. */
export function pdsIn(document: DidDocument): string | null {
  const service = document.service.find(({ id }) => id.endsWith("#atproto_pds"));
  const url = typeof service?.serviceEndpoint === "string" && URL.parse(service.serviceEndpoint);
  return url && /^https?:$/.test(url.protocol) ? url.origin : null;
}

/** The first one is the one that people see. */
function handleIn({ alsoKnownAs }: DidDocument): string | null {
  const [, handle = ""] = /^at:\/\/(.+)$/.exec(alsoKnownAs[0] ?? "") ?? [];
  return handleShape.test(handle.toLowerCase()) ? handle.toLowerCase() : null;
}

async function didEverywhere(handle: string, session: Session): Promise<string | null> {
  const main = session.origins["main"] ?? about.origins.main;
  return (await didOf(handle, main, session)) ?? (await didOfSite(handle, session));
}

/** What the handle's own site says. There may be no such site, or any kind of page. */
async function didOfSite(handle: string, session: Session): Promise<string | null> {
  try {
    const answer = await get(session, `https://${handle}/.well-known/atproto-did`);
    const did = answer.text().trim();
    return answer.status === 200 && didShape.test(did) ? did : null;
  } catch (error) {
    if (error instanceof HttpFailure) return null;
    throw error;
  }
}

async function documentOf(did: string, session: Session): Promise<DidDocument | null> {
  const plc = session.origins["plc"] ?? about.origins.plc;
  const answer = await get(
    session,
    did.startsWith("did:plc:")
      ? `${plc}/${did}`
      : `https://${did.slice("did:web:".length)}/.well-known/did.json`,
  );
  // 410: the account was deleted.
  if (answer.status === 404 || answer.status === 410) return null;
  const document = readAnswer(answer, didDocument);
  return document.id === did ? document : null;
}

export function get(session: Session, url: string): Promise<HttpResponse> {
  return session.fetch({ method: "GET", url });
}
