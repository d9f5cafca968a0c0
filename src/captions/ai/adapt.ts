// Captions by the AI for several connections at once, some side by side. For each there is one outcome:
// a caption that fits, or why there is none, with the one that is made without AI.

import { withoutVariables } from "#text/template-parts.ts";
import type { Connection } from "#connections/connections.ts";
import { assignmentFor } from "./assignment.ts";
import type { Assignment, Composing, Subject } from "./assignment.ts";
import { cutToFit } from "./cut.ts";
import type { Ai } from "./endpoint.ts";
import { tooBusy } from "./trouble.ts";
import type { Trouble } from "./trouble.ts";
import { noTokens, usageOf } from "./usage.ts";
import type { Usage } from "./usage.ts";
import { writeCaption } from "./write.ts";
import type { Caption, Written } from "./write.ts";

/** Of one request. */
const sideBySide = 3;

export interface Place {
  connection: Connection;
  connector: Composing;
}

export type Outcome =
  | ({ outcome: "done"; connectionId: string; usage: Usage; latencyMs: number } & Caption)
  | ({ outcome: "failed"; connectionId: string; usage: Usage; fallback: string } & Reason);

type Reason = Pick<Trouble, "code" | "message">;

export interface Watching {
  /** Ends everything; what has not ended by then has no outcome. */
  signal: AbortSignal;
  onText?: (connectionId: string, text: string) => void;
  onOutcome(outcome: Outcome): void;
}

export async function adaptAll(
  ai: Ai,
  subject: Subject,
  places: readonly Place[],
  watching: Watching,
): Promise<void> {
  const left = places.values();
  const workOff = async () => {
    // They share one iterator: each takes the next place when it is done with one.
    for (const place of left) await adaptOne(ai, subject, place, watching);
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, places.length) }, workOff));
}

async function adaptOne(
  ai: Ai,
  subject: Subject,
  { connection, connector }: Place,
  { signal, onText, onOutcome }: Watching,
): Promise<void> {
  const assignment = assignmentFor(subject, connection, connector);
  const { id: connectionId } = connection;
  using turn = await ai.turns.take(signal);
  if (signal.aborted) return;
  const startedAt = ai.clock.now();
  const written: Written =
    turn === undefined
      ? { kind: "failed", trouble: tooBusy(), tokens: noTokens }
      : await writeCaption(ai, assignment, {
          signal,
          onText: onText && ((text) => onText(connectionId, text)),
        });
  switch (written.kind) {
    case "cancelled":
      return;
    case "failed": {
      const { code, message } = written.trouble;
      const usage = usageOf(written.tokens, ai.prices);
      const fallback = withoutAi(assignment);
      return onOutcome({ outcome: "failed", connectionId, code, message, usage, fallback });
    }
    case "written": {
      const { kind: _, tokens, ...caption } = written;
      const latencyMs = ai.clock.now().getTime() - startedAt.getTime();
      const usage = usageOf(tokens, ai.prices);
      return onOutcome({ outcome: "done", connectionId, ...caption, usage, latencyMs });
    }
  }
}

/** It comes back as a caption. */
function withoutAi(assignment: Assignment): string {
  const text = withoutVariables(assignment.mechanical);
  return cutToFit(text, assignment) ?? text;
}
