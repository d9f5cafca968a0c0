// The images of published posts, in the sizes that pages and cards want. Each is made when it is first
// asked for, and what stands at its address never changes.

import type { FileLimits } from "#connector/about.ts";
import { fitImage } from "#media/fit.ts";
import { readImage } from "#media/images.ts";
import type { StoredImage } from "#media/images.ts";
import { maxSidesPx } from "#posts/pages/links.ts";
import type { ImageForm } from "#posts/pages/links.ts";
import { isPublicImage } from "#posts/pages/published.ts";
import { missing } from "./answers.ts";
import type { PagesContext, SiteAnswer } from "./answers.ts";

const onScreens = ["image/webp", "image/jpeg", "image/png", "image/gif", "image/avif"];

const limits: Readonly<Record<ImageForm, FileLimits>> = {
  wide: { maxBytes: 400_000, maxSidePx: maxSidesPx.wide, mediaTypes: onScreens },
  narrow: { maxBytes: 150_000, maxSidePx: maxSidesPx.narrow, mediaTypes: onScreens },
  // Forms that every platform's card takes.
  card: {
    maxBytes: 1_000_000,
    maxSidePx: maxSidesPx.card,
    mediaTypes: ["image/jpeg", "image/png"],
  },
};

/** An animation cannot be made smaller: it is shown as it came, without its metadata. */
const asItCame: FileLimits = { maxBytes: 1e9, maxSidePx: 1e6, mediaTypes: onScreens };

const forEver = "public, max-age=31536000, immutable";

export function imageAnswer(context: PagesContext): SiteAnswer {
  return async (c, served) => {
    const mediaId = c.req.param("id") ?? "";
    const form = toForm(c.req.param("form"));
    const isShown =
      form !== undefined && (await isPublicImage(context.db, served.site.id, mediaId));
    const image = isShown ? await fit(context, mediaId, form) : undefined;
    if (image === undefined) return missing(c, served);
    const bytes = await readImage(context.media, context.db, image.mediaId);
    return c.body(bytes, 200, {
      ...{ "content-type": image.mediaType, "cache-control": forEver },
      etag: `"${image.mediaId}"`,
    });
  };
}

function toForm(asked: string | undefined): ImageForm | undefined {
  if (asked === undefined) return "wide";
  return asked === "narrow" || asked === "card" ? asked : undefined;
}

/** Undefined: it cannot be shown. */
async function fit(
  { media, db }: PagesContext,
  mediaId: string,
  form: ImageForm,
): Promise<StoredImage | undefined> {
  for (const tried of [limits[form], asItCame]) {
    const fitted = await fitImage(media, db, mediaId, tried);
    if (!("problem" in fitted)) return fitted;
  }
  return undefined;
}
