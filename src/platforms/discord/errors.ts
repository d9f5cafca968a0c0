// What Discord's refusals mean. Classified by status and by the `code` in the body, never by words.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json (2026-11-01)

import { z } from "zod";

import { refusalBody } from "#connector/answer.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import { noApp } from "#connector/verdicts.ts";
import { plus, seconds } from "#kernel/clock.ts";

export const errorCodes = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownWebhook: 10015,
  tooLarge: 40005,
  emptyMessage: 50006,
  invalidWebhookToken: 50027,
  fileTooLarge: 50045,
  threadArchived: 50083,
  automodMessage: 200000,
  automodTitle: 200001,
  forumNeedsThread: 220001,
  harmfulLink: 240000,
} as const;

interface Meaning {
  kind: "reconnect" | "reject" | "retry";
  reason: string;
  /** Whether Discord's own words are added: where it judged what was sent. */
  quoted?: true;
}

const deleted: Meaning = {
  kind: "reconnect",
  reason: "The webhook was deleted in Discord. Create a new one there and connect it here.",
};
const wrongToken: Meaning = {
  kind: "reconnect",
  reason:
    "Discord no longer accepts this webhook's key. Copy its URL in Discord and connect it again.",
};
const tooLarge: Meaning = {
  kind: "reject",
  reason: "The images are too large for Discord. Use fewer or smaller ones.",
};
const moderated: Meaning = {
  kind: "reject",
  reason:
    "The server's moderation rules blocked this message. Change the text, or ask its moderators.",
  quoted: true,
};

const meanings: Readonly<Record<number, Meaning>> = {
  [errorCodes.unknownWebhook]: deleted,
  [errorCodes.invalidWebhookToken]: wrongToken,
  [errorCodes.unknownChannel]: {
    kind: "reconnect",
    reason:
      "The channel or thread no longer exists in Discord. Connect a webhook URL of another one.",
  },
  [errorCodes.unknownMessage]: {
    kind: "retry",
    reason: "Discord does not show the message, although it accepted it.",
  },
  [errorCodes.emptyMessage]: { kind: "reject", reason: "The message is empty." },
  [errorCodes.tooLarge]: tooLarge,
  [errorCodes.fileTooLarge]: tooLarge,
  [errorCodes.threadArchived]: {
    kind: "reject",
    reason: "The thread is archived or locked. Reopen it in Discord, then try again.",
  },
  [errorCodes.automodMessage]: moderated,
  [errorCodes.automodTitle]: moderated,
  [errorCodes.harmfulLink]: moderated,
  [errorCodes.forumNeedsThread]: {
    kind: "reject",
    reason:
      "This webhook belongs to a forum channel, where messages go into a post. Connect it again " +
      "with ?thread_id= and the id of the forum post at the end of the webhook URL.",
  },
};

/** For a 429 that does not say how long: those of the network in front of Discord. */
const defaultPauseMs = seconds(60);

const refusalShape = z.object({
  code: z.number().optional(),
  message: z.string(),
  errors: z.unknown().optional(),
  /** Seconds, with decimals. */
  retry_after: z.number().optional(),
});

type Refusal = z.infer<typeof refusalShape>;

export function classify(failure: Failure, now: Date): Verdict {
  switch (failure.kind) {
    case "network":
      return failure.sent === "no"
        ? { kind: "retry", reason: "Discord could not be reached." }
        : { kind: "uncertain", reason: "The connection to Discord broke before it had answered." };
    case "malformed":
      return { kind: "uncertain", reason: "Discord's answer could not be understood." };
    case "no-app":
      return noApp("Discord");
    case "answer":
      return classifyAnswer(failure, now);
  }
}

/** The `code` that Discord refused a request with, if it named one. */
export function refusedCode(failure: Failure): number | undefined {
  return refusalBody(failure, refusalShape)?.code;
}

function classifyAnswer(failure: Failure & { kind: "answer" }, now: Date): Verdict {
  const { status, headers } = failure;
  const refusal = refusalBody(failure, refusalShape);
  if (status === 429) {
    const until = plus(now, pauseMs(refusal, headers));
    return { kind: "rate-limit", reason: "Discord asks this webhook to pause.", until };
  }
  if (status >= 400 && status < 500) return refusalVerdict(status, refusal);
  return { kind: "uncertain", reason: `Discord had trouble of its own and answered ${status}.` };
}

function refusalVerdict(status: number, refusal: Refusal | undefined): Verdict {
  const words = refusal && `“${wordsOf(refusal)}”`;
  const meaning = meanings[refusal?.code ?? 0] ?? meaningOfStatus(status);
  if (!meaning) {
    const why = words ? `: ${words}` : ` with status ${status}.`;
    return { kind: "reject", reason: `Discord refused the message${why}` };
  }
  const { kind, reason, quoted } = meaning;
  return { kind, reason: quoted && words ? `${reason} Discord says: ${words}` : reason };
}

function meaningOfStatus(status: number): Meaning | undefined {
  if (status === 401) return wrongToken;
  if (status === 413) return tooLarge;
  return undefined;
}

function pauseMs(refusal: Refusal | undefined, headers: Readonly<Record<string, string>>): number {
  const inHeaders = [headers["retry-after"], headers["x-ratelimit-reset-after"]].map(Number);
  const stated = [refusal?.retry_after ?? 0, ...inHeaders].find((count) => count > 0);
  return stated === undefined ? defaultPauseMs : Math.ceil(seconds(stated));
}

/** The message; of a form error each field's: `embeds.0.title: Must be 256 or fewer in length.` */
function wordsOf({ message, errors }: Refusal): string {
  const fields = flatten(errors, []);
  return fields.length === 0 ? message : fields.join(" ");
}

function flatten(node: unknown, path: readonly string[]): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key !== "_errors") return flatten(value, [...path, key]);
    const own = z.array(z.object({ message: z.string() })).safeParse(value).data ?? [];
    return own.map(({ message }) => (path.length ? `${path.join(".")}: ${message}` : message));
  });
}
