// The rules of the engine (src/delivery) in their smallest form, with the journal in memory, so that
// a connector can be crashed and resumed at every point of a delivery.

import type {
  Account,
  Call,
  Composition,
  Credential,
  Done,
  Grant,
  Identity,
  Receipt,
  Step,
} from "#connector/contract.ts";
import { type Failure, failureOf, type Verdict, wasSent } from "#connector/failure.ts";
import { minutes, plus } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";
import { renewByTokens } from "./authorize.ts";
import { mediaUrl, readMedia } from "./media.ts";
import type { Rig } from "./rig.ts";

const maxTries = 8;
const pauseMs = minutes(1);
const refusals: readonly Verdict["kind"][] = [
  ...(["rate-limit", "refresh", "reconnect", "reject", "misconfigured"] as const),
];

export interface Delivery {
  rig: Rig;
  account: Account;
  credential: Credential;
  composition: Composition;
  journal: Map<string, Entry>;
  /** Every failure on the way, oldest first. */
  troubles: Trouble[];
  crash: Crash | null;
  signal: AbortSignal | null;
}

interface Entry {
  intent: JsonObject;
  /** When it was about to be sent: the first time that may have done it, and the last time. */
  startedAt: Date | null;
  lastSentAt: Date | null;
  /** Whether it may have been done without our knowing. */
  inDoubt: boolean;
  done: Done | null;
}

export interface Trouble {
  step: Step;
  failure: Failure;
  verdict: Verdict;
  at: Date;
}

export interface Crash {
  step: string;
  point: CrashPoint;
}

export type CrashPoint = (typeof crashPoints)[number];

export const crashPoints = [
  "before its intent is saved",
  "before it is sent",
  "before its result is saved",
  "after its result is saved",
] as const;

export type Ending =
  { state: "published" | "uncertain" | "crashed" } | { state: "held"; reason: string };

class Crashed extends Error {
  override readonly name = "Crashed";
}

/** A delivery as it stands in the database before its first step. */
export function begin(rig: Rig, identity: Identity, composition: Composition): Delivery {
  return {
    ...{ rig, ...identity, journal: new Map(), troubles: [], crash: null, signal: null },
    composition: rig.watch.store("the composition", composition),
  };
}

/** Brings a delivery to an end, or as far as its crash; called again, it resumes. */
export async function deliver(delivery: Delivery): Promise<Ending> {
  try {
    for (const step of delivery.rig.subject.connector.steps(delivery.composition)) {
      const ending = await finish(delivery, step);
      if (ending) return ending;
    }
    return { state: "published" };
  } catch (error) {
    if (error instanceof Crashed) return { state: "crashed" };
    throw error;
  }
}

export function receiptsOf({ journal }: Delivery): Receipt[] {
  return [...journal.values()].flatMap(({ done }) => done?.receipt ?? []);
}

/** Undefined when the step is done. */
async function finish(delivery: Delivery, step: Step): Promise<Ending | undefined> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const entry = delivery.journal.get(step.name) ?? intend(delivery, step);
    if (entry.done) return undefined;
    const isUnclear = entry.inDoubt && isOnce(delivery, step, entry);
    const ending = await (isUnclear ? look : send)(delivery, step, entry);
    if (ending) return ending;
  }
  return { state: "held", reason: "given up after several tries" };
}

function intend(delivery: Delivery, step: Step): Entry {
  crashAt(delivery, step, "before its intent is saved");
  const { rig, journal } = delivery;
  const intent = rig.subject.connector.intend(step, { now: rig.now(), random: rig.random });
  const stored = rig.watch.store(`the intent of ${step.name}`, intent);
  const entry = {
    ...{ intent: stored, startedAt: null, lastSentAt: null },
    inDoubt: false,
    done: null,
  };
  journal.set(step.name, entry);
  return entry;
}

/** Whether repeating it now would make a second post. */
function isOnce({ rig }: Delivery, { effect }: Step, { startedAt }: Entry): boolean {
  if (typeof effect === "string") return effect === "once";
  return startedAt !== null && rig.now() >= plus(startedAt, effect.keyedForMs);
}

async function look(delivery: Delivery, step: Step, entry: Entry): Promise<Ending | undefined> {
  const { rig, credential } = delivery;
  const { startedAt, lastSentAt } = entry;
  const sent = { startedAt: startedAt ?? rig.now(), lastSentAt: lastSentAt ?? rig.now() };
  const call = { ...callOf(delivery, step, entry), ...sent };
  const finding = await rig.subject.connector
    .reconcile(call, rig.session(credential, delivery.signal))
    .catch((error: unknown) => understand(delivery, step, error));
  if (finding === "unknown") return { state: "uncertain" };
  if (finding === "absent") entry.inDoubt = false;
  else if ("verdict" in finding) return react(delivery, finding);
  else if ("found" in finding) save(delivery, step, entry, finding.found);
  else rig.goTo(finding.waitUntil);
  return undefined;
}

async function send(delivery: Delivery, step: Step, entry: Entry): Promise<Ending | undefined> {
  const { rig, credential } = delivery;
  const wasInDoubt = entry.inDoubt;
  const startedAt = (wasInDoubt ? entry.startedAt : null) ?? rig.now();
  Object.assign(entry, { startedAt, lastSentAt: rig.now(), inDoubt: true });
  crashAt(delivery, step, "before it is sent");
  const result = await rig.subject.connector
    .run(callOf(delivery, step, entry), rig.session(credential, delivery.signal))
    .catch((error: unknown) => understand(delivery, step, error));
  if ("verdict" in result) {
    const { failure, verdict } = result;
    entry.inDoubt = wasSent(failure) && !refusals.includes(verdict.kind);
    return react(delivery, result);
  }
  crashAt(delivery, step, "before its result is saved");
  if ("waitUntil" in result) {
    entry.inDoubt = wasInDoubt;
    rig.goTo(result.waitUntil);
  } else save(delivery, step, entry, result);
  crashAt(delivery, step, "after its result is saved");
  return undefined;
}

function callOf({ account, composition, journal }: Delivery, step: Step, { intent }: Entry): Call {
  const done = [...journal].flatMap(([name, { done }]) => (done ? [[name, done.result]] : []));
  return {
    step,
    composition,
    account,
    intent,
    ...{ results: Object.fromEntries(done), readMedia, mediaUrl },
  };
}

function save({ rig }: Delivery, step: Step, entry: Entry, done: Done) {
  entry.inDoubt = false;
  entry.done = rig.watch.store(`the result of ${step.name}`, done);
}

/** @throws what is no trouble with the platform: a bug */
function understand({ rig, troubles }: Delivery, step: Step, error: unknown): Trouble {
  rig.watch.show(`an error of ${step.name}`, error);
  const failure = failureOf(error);
  if (!failure) throw error;
  const at = rig.now();
  const verdict = rig.subject.connector.classify(failure, at);
  rig.watch.show(`a verdict on ${step.name}`, verdict);
  const trouble = { step, failure, verdict, at };
  troubles.push(trouble);
  return trouble;
}

async function react(delivery: Delivery, trouble: Trouble): Promise<Ending | undefined> {
  const { rig } = delivery;
  const { verdict } = trouble;
  switch (verdict.kind) {
    case "retry":
    case "uncertain":
      rig.goTo(plus(rig.now(), pauseMs));
      return undefined;
    case "rate-limit":
      rig.goTo(verdict.until);
      return undefined;
    case "refresh":
      return refresh(delivery, trouble);
    case "reconnect":
    case "misconfigured":
    case "reject":
      return { state: "held", reason: verdict.reason };
  }
}

async function refresh(
  delivery: Delivery,
  { step, verdict: { reason } }: Trouble,
): Promise<Ending | undefined> {
  const { rig } = delivery;
  if (!isRenewable(delivery)) return { state: "held", reason };
  try {
    delivery.credential = (await renew(delivery)).credential;
    rig.watch.addSecrets(delivery.credential);
    return undefined;
  } catch (error) {
    const trouble = understand(delivery, step, error);
    if (trouble.verdict.kind === "refresh") return { state: "held", reason };
    return react(delivery, trouble);
  }
}

export function isRenewable({ rig, credential }: Delivery): boolean {
  const { auth, connector } = rig.subject;
  if (auth.kind === "fields" || auth.renewal === "own") return connector.refresh !== undefined;
  return auth.renewal === "refresh-token" && credential["refreshToken"] !== undefined;
}

async function renew({ rig, account, credential }: Delivery): Promise<Grant> {
  const { auth, connector } = rig.subject;
  if (auth.kind === "oauth2" && auth.renewal !== "own") return renewByTokens(rig, auth, credential);
  if (!connector.refresh) throw new Error("It cannot be renewed");
  return connector.refresh(rig.session(credential), account);
}

function crashAt(delivery: Delivery, step: Step, point: CrashPoint) {
  const { crash } = delivery;
  if (crash?.step !== step.name || crash.point !== point) return;
  delivery.crash = null;
  throw new Crashed();
}
