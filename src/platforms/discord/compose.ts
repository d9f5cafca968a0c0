// A draft as Discord messages. Images and the link's card go with the first one: it is what a
// notification shows and where the permalink leads.

import { emptiness, error, fitAlt, fitDraft, imageProblems } from "#connector/composing.ts";
import type { Composition, Draft, Image, LinkCard, Problem, Segment } from "#connector/contract.ts";
import { findEntities } from "#text/entities.ts";
import { fitText } from "#text/fit.ts";
import { lengths } from "#text/measure.ts";

import { about, embedLimits, limits, maxFilesBytes } from "./about.ts";

const { name } = about;
const { maxCount, maxBytes } = limits.images;

export function compose(draft: Draft): Composition {
  const images = draft.images.map((image) => ({ ...image, alt: fitAlt(image.alt, limits.images) }));
  const card = cardOf(draft, images);
  const { texts, problems } = fitBeside(card, draft);
  const segments = texts.map((text, index): Segment => {
    const media = index === 0 ? { images, card } : { images: [], card: null };
    return { text, lengths: lengths(text, limits.text), ...media, extra: {} };
  });
  const found = [
    ...imageProblems(draft.images, { name, limits: limits.images }),
    ...weight(draft.images),
    ...emptiness(draft),
  ];
  return { segments, problems: [...problems, ...found] };
}

/** Null where no card is wanted or possible: the text then has the link, for Discord to draw. */
function cardOf({ link, options }: Draft, images: readonly Image[]): LinkCard | null {
  const address = link && URL.parse(link.url);
  if (!address || options["embed"] === false) return null;
  if (!/^https?:$/.test(address.protocol) || link.url.length > embedLimits.url) return null;
  return {
    url: link.url,
    title: shortened(link.title, embedLimits.title) || address.host,
    description: shortened(link.description, embedLimits.description),
    thumbnail: thumbnailOf(link, images),
  };
}

/** The card's picture goes with the images, as one of them: where it has room, and not twice. */
function thumbnailOf({ thumbnail }: LinkCard, images: readonly Image[]): Image | null {
  if (!thumbnail || images.some(({ mediaId }) => mediaId === thumbnail.mediaId)) return null;
  const hasRoom =
    images.length < maxCount &&
    thumbnail.sizeBytes <= maxBytes &&
    bytesOf([...images, thumbnail]) <= maxFilesBytes;
  return hasRoom ? { ...thumbnail, alt: fitAlt(thumbnail.alt, limits.images) } : null;
}

/** Beside a card, the text need not have the link. */
function fitBeside(card: LinkCard | null, draft: Draft): ReturnType<typeof fitDraft> {
  if (!card) return fitDraft(draft, { name, limits, url: draft.link?.url ?? null });
  const { text, link: url } = bracketLink(draft.text.toWellFormed(), card.url);
  return fitDraft({ ...draft, text }, { name, limits, url });
}

/**
 * Writes a link as `<link>`, which readers see without the brackets: Discord then draws no preview
 * beside the card (https://github.com/discord/discord-api-docs/issues/7239, 2026-11-22). The flag
 * SUPPRESS_EMBEDS would hide the card as well.
 */
function bracketLink(text: string, url: string): { text: string; link: string | null } {
  const address = URL.parse(url)?.href;
  let written = "";
  let end = 0;
  let link: string | null = null;
  for (const entity of findEntities(text)) {
    const found = text.slice(entity.start, entity.end);
    if (entity.kind !== "link" || URL.parse(found)?.href !== address) continue;
    const isBracketed = text[entity.start - 1] === "<" && text[entity.end] === ">";
    link ??= `<${found}>`;
    written += text.slice(end, entity.start) + (isBracketed ? found : `<${found}>`);
    end = entity.end;
  }
  return { text: written + text.slice(end), link };
}

function weight(images: readonly Image[]): Problem[] {
  if (bytesOf(images) <= maxFilesBytes) return [];
  return [
    error("images-too-large", "The images together are larger than the 25 MiB of a message."),
  ];
}

/** "" for a text that cannot be shortened, which is a single link or character of that length. */
function shortened(text: string, max: number): string {
  const limit = { max, unit: "utf16" as const };
  const fitted = fitText(text.toWellFormed().trim(), {
    limits: [limit],
    mode: "shorten",
    maxSegments: 1,
  });
  return "problem" in fitted ? "" : (fitted.segments[0] ?? "");
}

function bytesOf(images: readonly Image[]): number {
  return images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
