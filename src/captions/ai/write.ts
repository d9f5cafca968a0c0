// One caption by the AI: asked, measured, and asked again at most twice with what was wrong. What is
// still too long then is cut to size. Whatever comes out fits and has its links.

import { fits, lengths } from "#text/measure.ts";
import type { Assignment } from "./assignment.ts";
import { cutToFit } from "./cut.ts";
import type { Ai, Message } from "./endpoint.ts";
import { doubtsAbout } from "./facts.ts";
import { judge } from "./judge.ts";
import type { Judgement } from "./judge.ts";
import { askAgain, promptFor } from "./prompt.ts";
import { tidierFor } from "./tidy.ts";
import { unusable } from "./trouble.ts";
import type { Trouble } from "./trouble.ts";
import { noTokens, sumOf } from "./usage.ts";
import type { Tokens } from "./usage.ts";

const maxTries = 3;
/** An answer that is longer than this many times its limit will not become short by listening on. */
const patience = 4;
/** For those who think aloud first. */
const leastPatienceChars = 20_000;
/** New characters until those who watch are shown the text again. */
const shownEveryChars = 24;

export interface Caption {
  text: string;
  lengths: { used: number; max: number; unit: string }[];
  tries: number;
  /** Whether it was cut to size. */
  isFitted: boolean;
  /** Sentences: what the author should look at before it is posted. */
  cautions: string[];
}

export type Written =
  | ({ kind: "written"; tokens: Tokens } & Caption)
  | { kind: "failed"; trouble: Trouble; tokens: Tokens }
  | { kind: "cancelled" };

export interface Listening {
  signal: AbortSignal;
  /** Hears the text as far as it has come; at a new try from its beginning. */
  onText?: ((text: string) => void) | undefined;
}

export async function writeCaption(
  ai: Pick<Ai, "ask">,
  assignment: Assignment,
  listening: Listening,
): Promise<Written> {
  const { instructions, material } = promptFor(assignment);
  const messages: Message[] = [{ role: "user", text: material }];
  const maxChars = mostChars(assignment);
  const tidy = tidierFor(assignment);
  const usable: Judgement[] = [];
  let tokens = noTokens;
  let trouble = unusable("it was empty");
  let tries = 0;
  while (tries < maxTries) {
    tries += 1;
    const onText = shownInSteps(tidy, listening);
    const { signal } = listening;
    const reply = await ai.ask({ instructions, messages, maxChars, signal, onText });
    if (reply.kind === "cancelled") return reply;
    tokens = sumOf(tokens, reply.tokens);
    if (reply.kind === "trouble") {
      trouble = reply.trouble;
      break;
    }
    const judgement = judge(reply.text, reply.isCutOff, assignment);
    const { fault } = judgement;
    if (fault?.kind === "useless") trouble = unusable(fault.toAuthor);
    else usable.push(judgement);
    if (fault === undefined) break;
    messages.push(
      // No endpoint takes a message without words.
      { role: "assistant", text: judgement.own || "…" },
      { role: "user", text: askAgain(fault.toAi, assignment) },
    );
  }
  const caption = best(usable, assignment);
  if (caption === undefined && usable.length > 0) {
    trouble = unusable("not even the post's link has room there");
  }
  if (caption === undefined) return { kind: "failed", trouble, tokens };
  return { kind: "written", tokens, tries, ...caption };
}

function mostChars({ limits }: Assignment): number {
  return Math.max(leastPatienceChars, patience * Math.max(...limits.map(({ max }) => max)));
}

function shownInSteps(tidy: (said: string) => string, { onText }: Listening) {
  let shownChars = 0;
  return (said: string) => {
    if (onText === undefined || said.length < shownChars + shownEveryChars) return;
    shownChars = said.length;
    onText(tidy(said));
  };
}

/** The last without a fault, else the last that could be posted, else the shortest, cut to size. */
function best(
  usable: readonly Judgement[],
  assignment: Assignment,
): Omit<Caption, "tries"> | undefined {
  const { limits } = assignment;
  const whole = usable.filter(({ fault }) => fault?.kind !== "too-long");
  const chosen = whole.findLast(({ fault }) => fault === undefined) ?? whole.at(-1);
  if (chosen !== undefined) {
    const { text, fault } = chosen;
    const cautions = fault?.kind === "doubtful" ? fault.doubts : [];
    return { text, lengths: shownLengths(text, assignment), isFitted: false, cautions };
  }
  const [shortest] = usable.toSorted((a, b) => a.text.length - b.text.length);
  const cut = shortest && cutToFit(shortest.text, assignment);
  if (cut === undefined || !fits(cut, limits)) return undefined;
  const cautions = doubtsAbout(cut, assignment);
  return { text: cut, lengths: shownLengths(cut, assignment), isFitted: true, cautions };
}

/** As the platform's own form of it will count. */
function shownLengths(text: string, { limits, reserved }: Assignment): Caption["lengths"] {
  return lengths(text, limits).map(({ used, max, unit }, index) => {
    const added = reserved[index] ?? 0;
    return { used: used + added, max: max + added, unit };
  });
}
