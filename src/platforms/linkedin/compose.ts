// A draft as LinkedIn posts it: one text, with images, or with the link as a card that we supply.

import { emptiness, fitAlt, fitDraft, imageProblems, warning } from "#connector/composing.ts";
import type {
  Account,
  Composition,
  Draft,
  LinkCard,
  Problem,
  Segment,
} from "#connector/contract.ts";
import { fitText } from "#text/fit.ts";
import { lengths } from "#text/measure.ts";

import { about, cardLimits, limits } from "./about.ts";

export function compose(draft: Draft, account: Account): Composition {
  const { name } = about;
  // With images there is no card, so the link has to be in the text.
  const url = draft.images.length > 0 ? (draft.link?.url ?? null) : null;
  const { texts, problems } = fitDraft(draft, { name, limits, url });
  const isForAll = account.kind === "page" || draft.options["visibility"] !== "CONNECTIONS";
  const images = draft.images.map((image) => ({ ...image, alt: fitAlt(image.alt, limits.images) }));
  const segments = texts.slice(0, 1).map((text): Segment => ({
    ...{ text, lengths: lengths(text, limits.text), images },
    card: images.length > 0 ? null : cardOf(draft.link),
    extra: {
      visibility: isForAll ? "PUBLIC" : "CONNECTIONS",
      // What is posted as a person cannot be looked at.
      looksAtImages: account.kind === "page",
    },
  }));
  const found = [
    ...imageProblems(draft.images, { name, limits: limits.images }),
    ...emptiness(draft),
    ...audience(draft, account),
  ];
  return { segments, problems: [...problems, ...found] };
}

function audience({ options }: Draft, { kind }: Account): Problem[] {
  if (kind !== "page" || options["visibility"] !== "CONNECTIONS") return [];
  return [warning("page-has-no-connections", "A page has no connections: everybody will see it.")];
}

function cardOf(link: LinkCard | null): LinkCard | null {
  if (!link) return null;
  const title = shortened(link.title, cardLimits.title);
  return {
    ...link,
    title: title === "" ? link.url : title,
    description: shortened(link.description, cardLimits.description),
  };
}

function shortened(text: string, max: number): string {
  const limit = { max, unit: "utf16" } as const;
  const fitted = fitText(text.toWellFormed().trim(), {
    ...{ limits: [limit], mode: "shorten", maxSegments: 1 },
  });
  return "problem" in fitted ? "" : (fitted.segments[0] ?? "");
}
