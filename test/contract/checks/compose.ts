// Composing is pure and total, keeps to the limits by a measure that is not the product's own, and
// says what the author said: each word once, in order, with no grapheme and no link cut.

import { isDeepStrictEqual } from "node:util";
import type { Limits } from "#connector/about.ts";
import type { Account, Composition, Connector, Draft, Segment } from "#connector/contract.ts";
import { draftsToCompose } from "../drafts.ts";
import { connect, openRig } from "../rig.ts";
import { type Check, type Flaw, unless } from "../subject.ts";
import { addressesIn, fits, lengthOf, remainder, visible } from "../text.ts";

/** May be added to what the author wrote, or stand in place of it. */
const marks = ["…", "<", ">"];
const word = /[\p{L}\p{N}]/u;

interface Composed {
  draft: Draft;
  composition: Composition;
  limits: Limits;
}

export const compose: Check = {
  name: "composes every draft within the limits, losing and cutting nothing",
  async findFlaws(subject) {
    const { connector } = subject;
    await using rig = await openRig(subject);
    const account = frozen((await connect(rig)).account);
    const examples = new Map<Flaw, Draft[]>();
    for (const draft of draftsToCompose(connector, connector.limits(account)).map(frozen)) {
      for (const flaw of flawsOfDraft(connector, account, draft)) {
        examples.set(flaw, [...(examples.get(flaw) ?? []), draft]);
      }
    }
    return Array.from(examples, ([flaw, drafts]) => `it ${flaw}${exampleOf(drafts)}`);
  },
};

export function flawsOfDraft(connector: Connector, account: Account, draft: Draft): Flaw[] {
  try {
    const composition = connector.compose(draft, account);
    const composed = { draft, composition, limits: connector.limits(account) };
    const again = connector.compose(draft, account);
    const stored: unknown = JSON.parse(JSON.stringify(composition));
    return [
      ...unless(isDeepStrictEqual(composition, again), "composes one draft in two ways"),
      ...unless(isDeepStrictEqual(composition, stored), "composes what JSON changes"),
      ...ofProblems(composed),
    ];
  } catch (error) {
    return [`throws: ${String(error)}`];
  }
}

function ofProblems(composed: Composed): Flaw[] {
  const { draft, composition } = composed;
  const errors = composition.problems.filter(({ severity }) => severity === "error");
  const unclear = composition.problems.filter(({ message }) => !message.endsWith("."));
  return [
    ...unclear.map(({ message }) => `states a problem in no sentence: ${message}`),
    ...unless(!isEmpty(draft) || errors.length > 0, "lets an empty post through"),
    ...(errors.length === 0
      ? ofSaid(composed)
      : unless(
          !isEasy(composed),
          `refuses what fits, as ${errors.map(({ code }) => code).join()}`,
        )),
  ];
}

function isEmpty({ text, link, images }: Draft): boolean {
  return text.trim() === "" && !link && images.length === 0;
}

function isEasy({ draft, limits }: Composed): boolean {
  const { text, link, images } = draft;
  const roomy = `${text}\n\n${link?.url ?? ""} and some room`;
  const { maxCount, maxAltLength } = limits.images;
  const areImagesEasy =
    images.length <= maxCount && images.every(({ alt }) => fits(alt, [maxAltLength]));
  return !isEmpty(draft) && fits(roomy, limits.text) && areImagesEasy;
}

/** What can be asked of a composition that is going to be delivered. */
function ofSaid(composed: Composed): Flaw[] {
  const { composition, draft, limits } = composed;
  const { segments } = composition;
  const maxSegments = draft.overflow === "thread" ? (limits.thread?.maxSegments ?? 1) : 1;
  return [
    ...unless(segments.length > 0, "delivers no segment"),
    ...unless(segments.length <= maxSegments, "makes more segments than there may be"),
    ...segments.flatMap((segment) => ofSegment(segment, limits)),
    ...(maxSegments > 1 ? ofWhole(composed) : ofShortened(composed)),
    ...ofAddresses(composed),
    ...ofMedia(composed),
  ];
}

function ofSegment({ text, lengths, images, card }: Segment, limits: Limits): Flaw[] {
  const counted = limits.text.map((limit) => {
    const { max, unit } = limit;
    return { used: lengthOf(text, limit), max, unit };
  });
  return [
    ...unless(text.trim() !== "" || images.length > 0 || !!card, "delivers an empty segment"),
    ...unless(
      counted.every(({ used, max }) => used <= max),
      "exceeds the limit of a text",
    ),
    ...unless(isDeepStrictEqual(lengths, counted), "states lengths that are not so"),
    ...unless(images.length <= limits.images.maxCount, "puts too many images into a segment"),
    ...unless(
      images.every(({ alt }) => fits(alt, [limits.images.maxAltLength])),
      "exceeds the limit of an alt text",
    ),
  ];
}

function ofWhole({ draft, composition }: Composed): Flaw[] {
  const said = visible(...composition.segments.map(({ text }) => text));
  const added = remainder(said, visible(draft.text));
  if (!added) return ["loses, repeats or cuts something of the text"];
  const beyondLink = added.join("").replace(draft.link?.url ?? "", "");
  return unless(!word.test(beyondLink), "adds words to the text");
}

function ofShortened({ draft, composition }: Composed): Flaw[] {
  const isWord = (grapheme: string) => !marks.includes(grapheme);
  const said = visible(...composition.segments.map(({ text }) => text)).filter(isWord);
  const written = visible(draft.text).filter(isWord);
  const link = visible(draft.link?.url ?? "").filter(isWord);
  const isAllThere = remainder(said, written) !== undefined;
  return [
    ...unless(!!remainder([...written, ...link], said), "says what the author did not, or cuts it"),
    ...unless(isAllThere || composition.problems.length > 0, "shortens without saying so"),
  ];
}

function ofAddresses({ draft, composition }: Composed): Flaw[] {
  const whole = [...addressesIn(draft.text), ...(draft.link ? [draft.link.url] : [])];
  const isWhole = (found: string) =>
    whole.some((one) => one.startsWith(found) && !word.test(one.slice(found.length)));
  const found = composition.segments.flatMap(({ text }) => addressesIn(text));
  return unless(found.every(isWhole), "cuts a link, or writes on at its end");
}

function ofMedia({ draft, composition }: Composed): Flaw[] {
  const { segments, problems } = composition;
  const sent = segments.flatMap(({ images }) => images.map(({ mediaId }) => mediaId));
  const wanted = draft.images.map(({ mediaId }) => mediaId);
  const places = segments.flatMap(({ text, card }) => [text, card?.url ?? ""]);
  const isDescribed = draft.images.every(({ alt }) => alt.trim() !== "");
  const isReminded = problems.some(({ code }) => code === "alt-missing");
  const hasLink = places.some((place) => place.includes(draft.link?.url ?? ""));
  return [
    ...unless(isDeepStrictEqual(sent, wanted) || problems.length > 0, "loses an image unsaid"),
    ...unless(isDescribed || isReminded, "does not remind of a missing alt text"),
    ...unless(hasLink || problems.length > 0, "loses the link unsaid"),
  ];
}

function exampleOf(drafts: readonly Draft[]): string {
  const [first] = drafts;
  if (!first) return "";
  const { text, link, images, overflow, options } = first;
  const start = text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text;
  const shown = { text: start, overflow, url: link?.url, images: images.length, options };
  return ` (${drafts.length} drafts, such as ${JSON.stringify(shown)})`;
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
