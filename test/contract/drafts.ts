// What the suite lets a connector say: many drafts to compose, and a few to deliver.

import type { Limits, Option } from "#connector/about.ts";
import type { Connector, Draft, LinkCard } from "#connector/contract.ts";
import type { JsonObject } from "#kernel/json.ts";
import { corpus, corpusText } from "#text/testing/corpus.ts";
import { image } from "./media.ts";
import { fits, lengthOf } from "./text.ts";

const card: LinkCard = {
  url: "https://example.org/2026/11/broadside?ref=post#top",
  title: "What a broadside is",
  description: "A sheet printed on one side and posted up in public.",
  thumbnail: image("card", "A sheet on a wall"),
};

const cards: readonly LinkCard[] = [
  card,
  { ...card, url: `https://example.org/${"a-rather-long-path/".repeat(9)}`, thumbnail: null },
  { url: "https://example.org/", title: "", description: "", thumbnail: null },
  { ...card, title: "Long title ".repeat(200), description: "Long words. ".repeat(900) },
];

const randomTexts = 40;

/** What texts around a limit are made of. */
const patterns = ["a", "word ", "👩‍👩‍👧‍👦", "e\u0301", "漢", "שלום ", "See https://example.org/a/b?c. "];

/** Every text in both ways to overflow, with and without a card; cards, images and options take turns. */
export function draftsToCompose(connector: Connector, limits: Limits): readonly Draft[] {
  const random = Array.from({ length: randomTexts }, (_, seed) => corpusText(seed, 20 + seed));
  const texts = [...corpus.map(({ text }) => text), ...textsAround(limits), ...random];
  const imageSets = imageSetsFor(limits);
  const optionSets = optionSetsFor(connector);
  return texts.flatMap((text, turn) =>
    (["thread", "shorten"] as const).flatMap((overflow, way) =>
      [null, turnOf(cards, turn) ?? null].map((link): Draft => {
        const images = turnOf(imageSets, turn + way) ?? [];
        const options = turnOf(optionSets, turn) ?? {};
        const language = link ? "en" : null;
        return { text, link, images, isReachable: true, overflow, language, options };
      }),
    ),
  );
}

/** The same with any text that somebody gives, and everything else by a number of theirs. */
export function anyDraft(connector: Connector, limits: Limits, text: string, turn: number): Draft {
  return {
    ...{ text, isReachable: true, language: turn % 2 === 0 ? "en" : null },
    overflow: turn % 3 === 0 ? "shorten" : "thread",
    link: turnOf([null, ...cards], turn) ?? null,
    images: turnOf(imageSetsFor(limits), turn >> 2) ?? [],
    options: turnOf(optionSetsFor(connector), turn >> 4) ?? {},
  };
}

function turnOf<T>(list: readonly T[], turn: number): T | undefined {
  return list[turn % list.length];
}

/** A thread with images, a post with a card, and a short one: all that a delivery consists of. */
export const draftKinds = ["thread", "card", "short"] as const;

export type DraftKind = (typeof draftKinds)[number];

export function draftToDeliver(kind: DraftKind, limits: Limits): Draft {
  const plain = {
    link: null,
    images: [],
    isReachable: true,
    overflow: "thread",
    language: "en",
    options: {},
  } as const;
  const images = [image("one", "The first picture"), image("two", "")];
  switch (kind) {
    case "thread":
      return { ...plain, text: threadOf(limits), images: images.slice(0, limits.images.maxCount) };
    case "card":
      return { ...plain, text: "About a page, with #hashtags & “quotes”.", link: card };
    case "short":
      return { ...plain, text: "Short, with a link: https://example.org/b?c=d" };
  }
}

/** Three segments' worth; what one can hold where there are no threads. */
function threadOf({ text, thread }: Limits): string {
  const size = thread ? 2.2 : 0.9;
  const limits = text.map((limit) => ({ ...limit, max: limit.max * size }));
  let whole = "";
  for (let count = 1; ; count += 1) {
    const longer = `${whole}This is sentence ${count} of a story that is told in parts. `;
    if (!fits(longer, limits)) return whole.trimEnd();
    whole = longer;
  }
}

/** Texts that just fit, just do not, and fill several segments; and one longer than the longest thread. */
function textsAround({ text, thread }: Limits): string[] {
  const fitting = (pattern: string) =>
    Math.min(...text.map((limit) => Math.floor(limit.max / lengthOf(pattern, limit))));
  const around = patterns.flatMap((pattern) => {
    const count = fitting(pattern);
    return [count, count + 1, count * 3].map((times) => pattern.repeat(times));
  });
  const tooLong = "word ".repeat(fitting("word ") * ((thread?.maxSegments ?? 1) + 1));
  return [...around, tooLong];
}

function imageSetsFor({ images: { maxCount, maxAltLength } }: Limits): Draft["images"][] {
  const count = (length: number) =>
    Array.from({ length }, (_, index) => image(`picture-${index}`, `Picture ${index + 1}`));
  const longAlt = "An alternative text. ".repeat(maxAltLength.max / 10);
  const single = [[image("described", longAlt)], [image("undescribed", " ")]];
  return [[], count(1), count(maxCount), count(maxCount + 1), ...single];
}

/** The defaults, nothing at all, and each option another way. */
function optionSetsFor({ options }: Connector): JsonObject[] {
  const defaults = Object.fromEntries(options.map((option) => [option.name, option.default]));
  const others = options.flatMap((option) =>
    valuesOf(option).map((value) => ({ ...defaults, [option.name]: value })),
  );
  return [defaults, {}, ...others];
}

function valuesOf(option: Option): (string | boolean)[] {
  switch (option.kind) {
    case "switch":
      return [!option.default];
    case "choice":
      return option.choices.map(({ value }) => value);
    case "text":
      return ["Some words"];
  }
}
