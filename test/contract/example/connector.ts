// The smallest connector that has everything: Notes takes a key and gives a token, uploads images,
// continues a note by another, and finds a note by the name that its author gave it beforehand.

import { z } from "zod";
import { readAnswer, refusalBody } from "#connector/answer.ts";
import type {
  Call,
  Composition,
  Connector,
  Done,
  FieldProblem,
  Finding,
  Grant,
  Identity,
  IntendContext,
  InterruptedCall,
  Receipt,
  Session,
  Step,
} from "#connector/contract.ts";
import { type Failure, type Verdict, wasSent } from "#connector/failure.ts";
import { noApp } from "#connector/verdicts.ts";
import { plus, seconds } from "#kernel/clock.ts";
import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";
import { about, auth, limits } from "./about.ts";
import { compose } from "./compose.ts";

/** The refusal of a key, where other refusals of who asks are of a token. */
export const unknownKey = "unknown key";
const defaultPauseSeconds = 60;

const signedIn = z.object({
  token: z.string(),
  user: z.object({ id: z.string(), name: z.string() }),
});
const named = z.object({ name: z.string() });
const uploaded = z.object({ id: z.string() });
const note = z.object({ id: z.string(), url: z.string() });
const refusal = z.object({ error: z.string() });

export const connector: Connector = {
  ...{ about, auth: [auth], options: [], limits: () => limits },
  ...{ identify, compose, steps, intend, run, reconcile, classify, refresh },
};

async function identify(session: Session): Promise<Identity | FieldProblem> {
  const answer = await signIn(session);
  if (answer.status === 401) {
    return { problem: { field: "key", message: "Notes does not know this key." } };
  }
  const { token, user } = readAnswer(answer, signedIn);
  const nothing = { handle: null, url: null, avatarUrl: null, details: {} };
  return {
    account: { remoteId: user.id, kind: "person", name: user.name, ...nothing },
    credential: { key: session.credential["key"] ?? "", token },
  };
}

function steps({ segments }: Composition): Step[] {
  const images = segments.flatMap((segment) => segment.images);
  return [
    ...images.map((_, index): Step => ({ name: `image-${index}`, effect: "orphan" })),
    ...segments.map((_, index): Step => ({ name: `segment-${index}`, effect: "once" })),
  ];
}

/** Notes lets its authors name a note, but does not mind two of one name. */
function intend({ effect }: Step, { random }: IntendContext): JsonObject {
  return effect === "once" ? { name: `note-${Math.floor(random() * 2 ** 48).toString(36)}` } : {};
}

async function run(call: Call, session: Session): Promise<Done> {
  const [kind, number] = call.step.name.split("-");
  return (kind === "image" ? uploadImage : post)(call, session, Number(number));
}

async function uploadImage(call: Call, session: Session, index: number): Promise<Done> {
  const images = call.composition.segments.flatMap((segment) => segment.images);
  const { mediaId, mediaType } = part(images, index);
  const body = await call.readMedia(mediaId);
  const headers = { "content-type": mediaType };
  const answer = await ask(session, { method: "POST", path: "/images", headers, body });
  return { result: readAnswer(answer, uploaded) };
}

async function post(call: Call, session: Session, index: number): Promise<Done> {
  const { text, images } = part(call.composition.segments, index);
  const body = JSON.stringify({
    ...{ ...named.parse(call.intent), text },
    images: images.map(({ alt }, number) => ({ ...call.results[`image-${number}`], alt })),
    continues: call.results[`segment-${index - 1}`]?.["id"] ?? null,
  });
  const answer = await ask(session, { method: "POST", path: "/notes", body });
  return doneBy(readAnswer(answer, note));
}

async function reconcile({ intent }: InterruptedCall, session: Session): Promise<Finding> {
  const path = `/notes?name=${named.parse(intent).name}`;
  const [found] = readAnswer(await ask(session, { method: "GET", path }), z.array(note));
  return found ? { found: doneBy(found) } : "absent";
}

function classify(failure: Failure, now: Date): Verdict {
  if (failure.kind === "no-app") return noApp("Notes");
  if (!wasSent(failure)) return { kind: "retry", reason: "Notes could not be reached." };
  if (failure.kind !== "answer") return { kind: "uncertain", reason: "The answer was lost." };
  const { status, headers } = failure;
  const error = refusalBody(failure, refusal)?.error ?? `status ${status}`;
  if (status >= 500) return { kind: "uncertain", reason: "Notes has trouble of its own." };
  if (status === 429) {
    const pauseMs = seconds(Number(headers["retry-after"]) || defaultPauseSeconds);
    return { kind: "rate-limit", reason: "Notes asks to wait.", until: plus(now, pauseMs) };
  }
  if (error === unknownKey) return { kind: "reconnect", reason: "The key is no longer valid." };
  if (status === 401) return { kind: "refresh", reason: "The session has ended." };
  return { kind: "reject", reason: `Notes refused the note: “${error}”` };
}

async function refresh(session: Session): Promise<Grant> {
  const { token } = readAnswer(await signIn(session), signedIn);
  const credential = { ...session.credential, token };
  return { credential, accessEndsAt: null, endsAt: null };
}

function signIn(session: Session): Promise<HttpResponse> {
  const body = JSON.stringify({ key: session.credential["key"] });
  return ask(session, { method: "POST", path: "/sessions", body });
}

function ask(
  { origins, credential, fetch }: Session,
  { path, ...request }: Omit<HttpRequest, "url"> & { path: string },
): Promise<HttpResponse> {
  const { token } = credential;
  const headers = { ...request.headers, ...(token && { authorization: `Bearer ${token}` }) };
  return fetch({ ...request, url: new URL(path, origins["main"]).href, headers });
}

function doneBy({ id, url }: z.infer<typeof note>): Done & { receipt: Receipt } {
  return { result: { id }, receipt: { remoteId: id, permalink: url } };
}

function part<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`The composition has no part ${index}`);
  return found;
}
