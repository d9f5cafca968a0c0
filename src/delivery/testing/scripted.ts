// A connector for the engine's tests: its platform is an array, and a script decides what befalls each
// request.

import { z } from "zod";
import { plus } from "#kernel/clock.ts";
import type { Composition, Connector, Effect, InterruptedCall, Step } from "#connector/contract.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { PlatformError } from "#connector/failure.ts";

export interface RemotePost {
  key: string;
  text: string;
}

/** What happens to a request: it works, or it fails before or after the platform did it. */
export type Fate =
  | { kind: "work" }
  /** The platform is not through with it. */
  | { kind: "wait"; pauseMs: number }
  | { kind: "fail"; failure: Failure; isDone: boolean; meanwhile?: () => void }
  /** Runs in the middle of the request, before the platform does anything. */
  | { kind: "meanwhile"; act(): Promise<void> };

export interface ScriptedPlatform {
  connector: Connector;
  posts: RemotePost[];
  /** The names of the requests, in order. */
  requests: string[];
  /** What each look was told of the requests before it. */
  looks: Pick<InterruptedCall, "startedAt" | "lastSentAt">[];
  /** Consulted once for each request; the last one stays in force. */
  script: Fate[];
  canLook: boolean;
  /** Of the steps that make its posts. */
  effect: Effect;
  verdict(failure: Failure, now: Date): Verdict;
  refreshes: number;
  /** What becomes of renewals, while it is set. */
  refreshFailure: Failure | undefined;
}

const intentSchema = z.object({ key: z.string() });

export function scriptedPlatform(): ScriptedPlatform {
  const platform: ScriptedPlatform = {
    posts: [],
    requests: [],
    looks: [],
    script: [],
    canLook: true,
    effect: "once",
    refreshes: 0,
    refreshFailure: undefined,
    verdict: defaultVerdict,
    connector: {
      about: {
        ...{ id: "scripted", name: "Scripted", web: "https://scripted.example" },
        ...{ origins: { main: "https://scripted.example" }, hosts: "origins-only" },
        accountKinds: ["person"],
        template: "{{title}}",
        hashtags: { maxCount: null },
      },
      auth: [{ kind: "fields", id: "password", label: "Password", fields: [], permits: "" }],
      options: [],
      limits: () => {
        throw new Error("The engine does not ask for limits");
      },
      identify: () => Promise.reject(new Error("The engine does not identify")),
      compose: () => {
        throw new Error("The engine does not compose");
      },
      steps: (composition) => stepsOf(composition, platform.effect),
      intend: (step, { random }) => ({ key: `${step.name}-${random()}` }),
      async run({ step, intent, composition }, session) {
        platform.requests.push(step.name);
        const fate = nextFate(platform);
        if (fate.kind === "wait") return { waitUntil: plus(session.now(), fate.pauseMs) };
        if (fate.kind === "meanwhile") await fate.act();
        if (fate.kind === "fail") fate.meanwhile?.();
        if (fate.kind === "fail" && !fate.isDone) throw new PlatformError(fate.failure);
        const { key } = intentSchema.parse(intent);
        const index = Number(step.name.split("-")[1]);
        const text = composition.segments[index]?.text ?? "";
        if (step.name.startsWith("segment")) platform.posts.push({ key, text });
        if (fate.kind === "fail") throw new PlatformError(fate.failure);
        return step.name.startsWith("segment") ? made(key) : { result: {} };
      },
      reconcile({ step, intent, startedAt, lastSentAt }, session) {
        platform.requests.push(`look ${step.name}`);
        platform.looks.push({ startedAt, lastSentAt });
        const fate = nextFate(platform);
        if (fate.kind === "fail") return Promise.reject(new PlatformError(fate.failure));
        if (fate.kind === "wait") {
          return Promise.resolve({ waitUntil: plus(session.now(), fate.pauseMs) });
        }
        if (!platform.canLook) return Promise.resolve("unknown");
        const { key } = intentSchema.parse(intent);
        const isThere = platform.posts.some((post) => post.key === key);
        return Promise.resolve(isThere ? { found: made(key) } : "absent");
      },
      classify: (failure, now) => platform.verdict(failure, now),
      refresh() {
        const { refreshFailure } = platform;
        if (refreshFailure !== undefined) return Promise.reject(new PlatformError(refreshFailure));
        platform.refreshes += 1;
        const credential = { token: `token number ${platform.refreshes}` };
        return Promise.resolve({ credential, accessEndsAt: null, endsAt: null });
      },
    },
  };
  return platform;
}

export function compositionOf(...texts: string[]): Composition {
  const segments = texts.map((text) => ({ text, lengths: [], images: [], card: null, extra: {} }));
  return { segments, problems: [] };
}

export const answered = (status: number): Failure => ({
  ...{ kind: "answer", status, headers: {}, body: "" },
});

export const lost = (sent: "no" | "maybe"): Failure => ({ kind: "network", sent, detail: "lost" });

function stepsOf({ segments }: Composition, effect: Effect): Step[] {
  const posts = segments.map((_, index): Step => ({ name: `segment-${index}`, effect }));
  return [...posts, { name: "read-back", effect: "read" }];
}

function made(key: string) {
  return {
    result: { key },
    receipt: { remoteId: key, permalink: `https://scripted.example/${key}` },
  };
}

function nextFate({ script }: ScriptedPlatform): Fate {
  return (script.length > 1 ? script.shift() : script[0]) ?? { kind: "work" };
}

function defaultVerdict(failure: Failure, now: Date): Verdict {
  if (failure.kind === "network") return { kind: "retry", reason: "No connection." };
  if (failure.kind === "no-app") return { kind: "misconfigured", reason: "No app." };
  if (failure.kind === "malformed") return { kind: "uncertain", reason: "Not understood." };
  switch (failure.status) {
    case 400:
      return { kind: "reject", reason: "Not wanted." };
    case 401:
      return { kind: "refresh", reason: "Token ended." };
    case 403:
      return { kind: "reconnect", reason: "Connect again." };
    case 429:
      return { kind: "rate-limit", reason: "Too many.", until: new Date(now.getTime() + 60_000) };
    default:
      return { kind: "uncertain", reason: "Platform trouble." };
  }
}
