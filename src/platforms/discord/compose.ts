// A draft as Discord messages. Images and the link's card go with the first one: it is what a
// notification shows and where the permalink leads.

import type { Composition, Draft, Image, LinkCard, Problem, Segment } from "#connector/contract.ts";
import { findEntities } from "#text/entities.ts";
import { fitText } from "#text/fit.ts";
import type { FitProblem } from "#text/fit.ts";
import { lengths } from "#text/measure.ts";

import { embedLimits, limits, maxFilesBytes } from "./about.ts";

const { maxSegments } = limits.thread;
const { maxCount, maxBytes } = limits.images;
const maxAlt = limits.images.maxAltLength.max;

const fitProblems: Readonly<Record<FitProblem, string>> = {
  "link-too-long": "A link in this text is longer than the 2,000 characters of a message.",
  "character-too-long": "A character in this text is longer than the 2,000 units of a message.",
  "too-many-segments": `This text needs more than ${maxSegments} messages. Shorten it.`,
};

export function compose(draft: Draft): Composition {
  const images = draft.images.map((image) => ({ ...image, alt: shortened(image.alt, maxAlt) }));
  const card = cardOf(draft, images);
  const { texts, problems } = textsOf(draft, card);
  const segments = texts.map((text, index): Segment => {
    const media = index === 0 ? { images, card } : { images: [], card: null };
    return { text, lengths: lengths(text, limits.text), ...media, extra: {} };
  });
  return {
    segments,
    problems: [...problems, ...imageProblems(draft.images), ...emptiness(segments)],
  };
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
  return hasRoom ? { ...thumbnail, alt: shortened(thumbnail.alt, maxAlt) } : null;
}

function textsOf(
  { text, link, overflow, isNumbered = false }: Draft,
  card: LinkCard | null,
): { texts: readonly string[]; problems: readonly Problem[] } {
  const bracketed = card ? bracketLink(tidy(text), card.url) : null;
  const whole = bracketed?.text ?? tidy(text);
  const fitted = fitText(whole, {
    limits: limits.text,
    mode: overflow,
    ...{ maxSegments, isNumbered },
    url: card ? (bracketed?.link ?? null) : (link?.url ?? null),
  });
  if ("problem" in fitted) {
    return { texts: [whole], problems: [error(fitted.problem, fitProblems[fitted.problem])] };
  }
  const message = "The text is shortened to fit one Discord message.";
  const problems = fitted.shortened ? [warning("text-shortened", message)] : [];
  return { texts: fitted.segments, problems };
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

function imageProblems(images: readonly Image[]): Problem[] {
  const tooMany = `Discord takes ${maxCount} images with a message, not ${images.length}.`;
  const tooHeavy = "The images together are larger than the 25 MiB of a message.";
  return [
    ...(images.length > maxCount ? [error("too-many-images", tooMany)] : []),
    ...(bytesOf(images) > maxFilesBytes ? [error("images-too-large", tooHeavy)] : []),
    ...images.flatMap(({ sizeBytes, alt }, index) => {
      const name = `Image ${index + 1}`;
      return [
        ...(sizeBytes > maxBytes
          ? [error("image-too-large", `${name} is larger than 10 MiB.`)]
          : []),
        ...(alt.trim() === "" ? [warning("alt-missing", `${name} has no alt text.`)] : []),
        ...(shortened(alt, maxAlt) === tidy(alt)
          ? []
          : [
              warning(
                "alt-shortened",
                `${name} has an alt text that is too long; it is shortened.`,
              ),
            ]),
      ];
    }),
  ];
}

function emptiness([first]: readonly Segment[]): Problem[] {
  if (first && (first.text !== "" || first.images.length > 0 || first.card)) return [];
  return [error("empty", "There is nothing to send yet: write a text, or add a link or an image.")];
}

/** "" for a text that cannot be shortened, which is a single link or character of that length. */
function shortened(text: string, max: number): string {
  const limit = { max, unit: "utf16" as const };
  const fitted = fitText(tidy(text), { limits: [limit], mode: "shorten", maxSegments: 1 });
  return "problem" in fitted ? "" : (fitted.segments[0] ?? "");
}

/** As Discord would leave it: without white space around it, or halves of surrogate pairs. */
function tidy(text: string): string {
  return text.toWellFormed().trim();
}

function bytesOf(images: readonly Image[]): number {
  return images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function error(code: string, message: string): Problem {
  return { severity: "error", code, message };
}

function warning(code: string, message: string): Problem {
  return { severity: "warning", code, message };
}
