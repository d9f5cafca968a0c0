// Several connections at once, as a post comes to them.

import { describe, expect, it } from "vitest";
import type { Connection } from "#connections/connections.ts";
import type { About, Limits } from "#connector/about.ts";
import { lengths } from "#text/measure.ts";
import { refuses, says, stalls } from "#test/ai/stub.ts";
import type { Answerer } from "#test/ai/stub.ts";
import { adaptAll } from "./adapt.ts";
import type { Outcome, Place } from "./adapt.ts";
import type { Subject } from "./assignment.ts";
import type { AiOptions } from "./endpoint.ts";
import { stubbed, url } from "./testing.ts";

const content: Subject["content"] = {
  ...{ title: "On Engines", excerpt: "What they do.", body: "They weave.", url, tags: ["looms"] },
  ...{ captions: {}, author: "Ada", site: "Notes", rules: {}, language: "en" },
};
const good = says("What do engines weave?");

describe("every connection", () => {
  it("gets one outcome, in its own size and with its own link", async () => {
    const rules = { "connection-1": { utm: { source: "one" } } };
    const { outcomes, texts } = await adapt([good], {
      subject: { content: { ...content, rules } },
      places: [place("connection-1", 280), place("connection-2", 60)],
    });
    expect(byConnection(outcomes)).toMatchObject([
      { outcome: "done", text: `What do engines weave?\n\n${url}?utm_source=one`, tries: 1 },
      {
        outcome: "done",
        text: `What do engines weave?\n\n${url}`,
        lengths: [{ used: 53, max: 60 }],
      },
    ]);
    expect(new Set(texts.map(([id]) => id)).size).toBeLessThanOrEqual(2);
  });

  it("has its cost, where prices are known", async () => {
    const prices = { inputUsd: 1, outputUsd: 10 };
    const { outcomes } = await adapt([good], { ai: { prices } });
    expect(outcomes).toMatchObject([
      { usage: { inputTokens: 100, outputTokens: 20, costUsd: 0.0003 }, latencyMs: 7 },
    ]);
  });

  it("takes its turn: three side by side", async () => {
    let [now, most] = [0, 0];
    let waiting: (() => void)[] = [];
    // Nobody is answered before three have asked.
    const inThrees: Answerer = async (asked, response) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length < 3) return;
        for (const go of waiting) go();
        waiting = [];
      });
      now -= 1;
      await good(asked, response);
    };
    const places = Array.from({ length: 9 }, (_, index) => place(`connection-${index}`, 280));
    const { outcomes } = await adapt([inThrees], { places });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(places.map(() => "done"));
    expect(most).toBe(3);
  });
});

it("what the platform's form adds has room", async () => {
  const exact = "What do engines weave?".length + 2 + url.length;
  const fitting = await adapt([good], { places: [place("connection-1", exact + 2)] });
  expect(fitting.outcomes).toMatchObject([{ isFitted: false, tries: 1 }]);
  const tight = await adapt([good], { places: [place("connection-1", exact + 1)] });
  expect(tight.outcomes).toMatchObject([{ isFitted: true, tries: 3 }]);
});

describe("without an answer", () => {
  it("there is the caption that is made without AI, fitted and with its link", async () => {
    const long = { ...content, excerpt: "They weave patterns. ".repeat(20) };
    const { outcomes } = await adapt([refuses(401, "no")], { subject: { content: long } });
    expect(outcomes).toMatchObject([
      { outcome: "failed", code: "unauthorized", usage: { inputTokens: 0, costUsd: null } },
    ]);
    const fallback = fallbackOf(outcomes);
    expect(fallback.length).toBeLessThanOrEqual(280);
    expect(fallback).toMatch(/^On Engines\n\nThey weave patterns\..*…\n\nhttps:/s);
  });

  it("it is the author's message, where that was to be adapted", async () => {
    const core = "{{title}}: they weave. See https://example.com/notes {{{{not a variable}}}}";
    const { outcomes } = await adapt([refuses(500, "no")], { subject: { core } });
    expect(fallbackOf(outcomes)).toBe(
      `{title}: they weave. See https://example.com/notes {not a variable}\n\n${url}`,
    );
  });
});

it("a message's variables are filled in before the AI sees it", async () => {
  const core = "{{title}} by {{author}}: {{url}}";
  const { stub, outcomes } = await adapt([good], { subject: { core } });
  expect(stub.asked[0]?.text).toContain(`On Engines by Ada: ${url}`);
  expect(outcomes).toMatchObject([{ text: `What do engines weave?\n\n${url}` }]);
});

it("as many of a message's links are kept as leave room for words", async () => {
  const links = ["a", "b", "c"].map((page) => `https://example.com/${page.repeat(70)}`);
  const subject = { core: `Read ${links.join(" and ")}!` };
  const { outcomes } = await adapt([good], { subject });
  expect(outcomes).toMatchObject([
    { text: ["What do engines weave?", ...links.slice(0, 2), url].join("\n\n"), tries: 1 },
  ]);
});

it("who goes is told no more, and those in line are not asked", async () => {
  const gone = new AbortController();
  const places = Array.from({ length: 6 }, (_, index) => place(`connection-${index}`, 280));
  const stall = stalls("What do engines weave, and who told them to?");
  const { outcomes, stub } = await adapt([stall], {
    ...{ places, signal: gone.signal, onText: () => gone.abort() },
  });
  expect(outcomes).toEqual([]);
  expect(stub.asked.length).toBeLessThanOrEqual(3);
});

interface Given {
  subject?: Partial<Subject>;
  places?: readonly Place[];
  ai?: Partial<AiOptions>;
  signal?: AbortSignal;
  onText?: () => void;
}

async function adapt(answerers: [Answerer, ...Answerer[]], given: Given) {
  let ms = 0;
  const clock = { now: () => new Date((ms += 7)) };
  const { ai, stub } = await stubbed(answerers, { clock, ...given.ai });
  const outcomes: Outcome[] = [];
  const texts: [id: string, text: string][] = [];
  const subject: Subject = { content, voice: "", core: null, ...given.subject };
  await adaptAll(ai, subject, given.places ?? [place("connection-1", 280)], {
    signal: given.signal ?? new AbortController().signal,
    onText(id, text) {
      texts.push([id, text]);
      given.onText?.();
    },
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return { outcomes, texts, stub };
}

function place(id: string, max: number): Place {
  const connection: Partial<Connection> = { id, platform: "somewhere" };
  const about: Partial<About> = {
    ...{ name: "Somewhere", template: "{{title}}\n\n{{excerpt}}\n\n{{url}}" },
    hashtags: { maxCount: null },
  };
  const source = { url: "https://example.org/limits", checkedOn: "2026-11-01" };
  const limits: Partial<Limits> = { text: [{ max, unit: "grapheme", source }], thread: null };
  return {
    connection: connection as Connection,
    connector: {
      ...{ about: about as About, limits: () => limits as Limits, options: [] },
      // Brackets around the link, as some platforms need them.
      compose({ text, link }) {
        const whole = link === null ? text : text.replace(link.url, `<${link.url}>`);
        const segment = { text: whole, images: [], card: null, extra: {} };
        return {
          segments: [{ ...segment, lengths: lengths(whole, limits.text ?? []) }],
          problems: [],
        };
      },
    },
  };
}

function byConnection(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.toSorted((a, b) => a.connectionId.localeCompare(b.connectionId));
}

function fallbackOf([outcome]: readonly Outcome[]): string {
  return outcome?.outcome === "failed" ? outcome.fallback : "";
}
