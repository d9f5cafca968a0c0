// From content to the exact segments, images and card for one connection. Preview and run both come
// here, so that what is shown is what is sent.

import type { Composition, Draft, Image, LinkCard, Problem } from "#connector/contract.ts";
import type { FileLimits } from "#connector/about.ts";
import type { JsonObject } from "#kernel/json.ts";
import { fitImage } from "#media/fit.ts";
import type { MediaContext } from "#media/context.ts";
import type { Connection } from "#connections/connections.ts";
import type { Platform } from "#connections/platforms.ts";
import type { Queryable } from "#store/open.ts";
import { captionFor, excerptOf } from "./caption.ts";
import type { Content } from "./caption.ts";

export interface ContentWithImages extends Content {
  images: readonly { mediaId: string; alt: string; isCover: boolean }[];
  language: string | null;
}

export interface ComposeOptions {
  media: MediaContext;
  db: Queryable;
  platform: Platform;
  connection: Connection;
  content: ContentWithImages;
  /** For this run only. */
  override?: { caption?: string | undefined; options?: JsonObject | undefined } | undefined;
}

export async function composeFor(options: ComposeOptions): Promise<Composition> {
  const { platform, connection, content, override } = options;
  const { connector } = platform;
  const { account } = connection;
  const limits = connector.limits(account);
  const { images, problems } = await fitImages(options, limits.images);
  const draft: Draft = {
    ...captionFor(content, connection, override?.caption),
    link: await linkCard(options, limits.card?.thumbnail ?? null),
    images,
    language: content.language,
    options: { ...defaultsOf(platform), ...override?.options },
  };
  const composition = connector.compose(draft, account);
  return { ...composition, problems: [...problems, ...composition.problems] };
}

/** All images; the cover only where it does not already stand on the card of the post's link. */
async function fitImages(
  { media, db, content }: ComposeOptions,
  limits: FileLimits,
): Promise<{ images: Image[]; problems: Problem[] }> {
  const shown = content.images.filter(({ isCover }) => !isCover || content.url === null);
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

async function linkCard(
  { media, db, content }: ComposeOptions,
  thumbnailLimits: FileLimits | null,
): Promise<LinkCard | null> {
  const { url, title } = content;
  if (url === null) return null;
  const cover = content.images.find(({ isCover }) => isCover);
  const fitted =
    cover === undefined || thumbnailLimits === null
      ? undefined
      : await fitImage(media, db, cover.mediaId, thumbnailLimits);
  // A card without its picture is better than no post.
  const thumbnail =
    fitted === undefined || "problem" in fitted ? null : { ...fitted, alt: cover?.alt ?? "" };
  return { url, title: title === "" ? url : title, description: excerptOf(content), thumbnail };
}

function defaultsOf({ connector }: Platform): JsonObject {
  return Object.fromEntries(connector.options.map((option) => [option.name, option.default]));
}
