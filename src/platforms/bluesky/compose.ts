// A draft as Bluesky posts: a thread of texts with their facets, and on the first post one embed,
// which is either the images or the link's card.

import { emptiness, fitAlt, fitDraft, imageProblems } from "#connector/composing.ts";
import type { Composition, Draft, Segment } from "#connector/contract.ts";
import { lengths } from "#text/measure.ts";

import { about, limits } from "./about.ts";
import { facetsOf } from "./facets.ts";

export function compose(draft: Draft): Composition {
  const { name } = about;
  const images = draft.images.map((image) => ({ ...image, alt: fitAlt(image.alt, limits.images) }));
  const card = images.length > 0 ? null : draft.link;
  // With images there is no card, so the link has to be in the text.
  const url = images.length > 0 ? (draft.link?.url ?? null) : null;
  const { texts, problems } = fitDraft(draft, { name, limits, url });
  const segments = texts.map((text, index): Segment => {
    const media = index === 0 ? { images, card } : { images: [], card: null };
    const facets = facetsOf(text, draft.link?.url ?? null);
    const extra = { facets, langs: draft.language === null ? [] : [draft.language] };
    return { text, lengths: lengths(text, limits.text), ...media, extra };
  });
  const found = [
    ...imageProblems(draft.images, { name, limits: limits.images }),
    ...emptiness(draft),
  ];
  return { segments, problems: [...problems, ...found] };
}
