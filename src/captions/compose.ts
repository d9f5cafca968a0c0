// From content to the exact segments, images and card for one connection. Preview and run both come
// here, so that what is shown is what is sent.

import type { Composition, Draft, Image, Problem } from "#connector/contract.ts";
import type { FileLimits, Limits } from "#connector/about.ts";
import type { JsonObject } from "#kernel/json.ts";
import { fitImage } from "#media/fit.ts";
import type { MediaContext } from "#media/context.ts";
import type { Connection } from "#connections/connections.ts";
import type { Platform } from "#connections/platforms.ts";
import type { Queryable } from "#store/open.ts";
import { captionFor } from "#text/caption.ts";
import type { Wording } from "#text/caption.ts";
import { placeOf } from "./place.ts";
import { linkCard, problemsShown } from "./card.ts";
import type { CardContent } from "./card.ts";

export interface ContentWithImages extends CardContent {
  language: string | null;
}

export interface ComposeOptions {
  media: MediaContext;
  db: Queryable;
  platform: Platform;
  connection: Connection;
  content: ContentWithImages;
  /** For this run only. */
  override?: Override | undefined;
}

export interface Override extends Wording {
  options?: JsonObject | undefined;
}

export async function composeFor(options: ComposeOptions): Promise<Composition> {
  const { platform, connection, content, override } = options;
  const { connector } = platform;
  const { account } = connection;
  const limits = connector.limits(account);
  const shown = imagesShown(content, { name: connector.about.name, limits });
  const { images, problems } = await fitImages(options, shown.images, limits.images);
  const { url, ...caption } = captionFor(content, placeOf(connection, connector), override);
  const card = await linkCard(options, limits.card, { text: caption.text, url });
  const draft: Draft = {
    ...caption,
    link: card.link,
    images,
    isReachable: platform.canReachUs,
    language: content.language,
    options: { ...defaultsOf(platform), ...override?.options },
  };
  const composition = connector.compose(draft, account);
  const ofCard = problemsShown(card, composition);
  const found = [...shown.problems, ...problems, ...ofCard, ...composition.problems];
  return { ...composition, problems: found };
}

type Pictures = ContentWithImages["images"];

/** All images; the cover only where it does not already stand on the card of the post's link. */
function imagesShown(
  { url, images }: ContentWithImages,
  { name, limits }: { name: string; limits: Limits },
): { images: Pictures; problems: readonly Problem[] } {
  const others = images.filter(({ isCover }) => !isCover);
  if (others.length === images.length) return { images, problems: [] };
  const isOnCard = others.length === 0 || limits.card?.isBesideImages === true;
  if (url !== null && isOnCard) return { images: others, problems: [] };
  const { maxCount } = limits.images;
  if (url === null || others.length < maxCount) return { images, problems: [] };
  const message = `The cover is left out: ${name} takes ${maxCount} images with a post.`;
  const problem = { severity: "warning", code: "cover-left-out", message } as const;
  return { images: others, problems: [problem] };
}

async function fitImages(
  { media, db }: ComposeOptions,
  shown: Pictures,
  limits: FileLimits,
): Promise<{ images: Image[]; problems: Problem[] }> {
  const images: Image[] = [];
  const problems: Problem[] = [];
  for (const { mediaId, alt } of shown) {
    const fitted = await fitImage(media, db, mediaId, limits);
    if ("problem" in fitted) {
      problems.push({ severity: "error", code: "image", message: fitted.problem });
    } else {
      images.push({ ...fitted, alt });
    }
  }
  return { images, problems };
}

function defaultsOf({ connector }: Platform): JsonObject {
  return Object.fromEntries(connector.options.map((option) => [option.name, option.default]));
}
