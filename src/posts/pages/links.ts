// The addresses below a site's index, and where its posts are read.

import { postUrl, siteUrl } from "../addresses.ts";
import type { PublicImage, PublicPost, PublicSite } from "./published.ts";

/** A site as it is served: with where this server is. */
export interface Served {
  site: PublicSite;
  publicUrl: string;
}

/** "wide" and "narrow" are for pages, "card" for the previews that platforms draw. */
export type ImageForm = "wide" | "narrow" | "card";

/** The longer side. */
export const maxSidesPx: Readonly<Record<ImageForm, number>> = {
  ...{ wide: 1600, narrow: 800, card: 1200 },
};

export function indexUrl({ site, publicUrl }: Served): string {
  return siteUrl(publicUrl, site.slug);
}

export function atomUrl(served: Served): string {
  return `${indexUrl(served)}/feed.xml`;
}

export function jsonFeedUrl(served: Served): string {
  return `${indexUrl(served)}/feed.json`;
}

/** Its page here; of a post that stands elsewhere, the page that leads there. */
export function pageUrl({ site, publicUrl }: Served, post: PublicPost): string {
  return postUrl(publicUrl, site.slug, post.slug);
}

/** Where readers find it. */
export function readingUrl(served: Served, post: PublicPost): string {
  return post.url ?? pageUrl(served, post);
}

export interface ImageLink {
  url: string;
  widthPx: number;
  heightPx: number;
}

export function imageLink(served: Served, image: PublicImage, form: ImageForm): ImageLink {
  const { mediaId, widthPx, heightPx } = image;
  const scale = Math.min(1, maxSidesPx[form] / Math.max(widthPx, heightPx));
  const wide = `${indexUrl(served)}/images/${mediaId}`;
  return {
    url: form === "wide" ? wide : `${wide}/${form}`,
    widthPx: Math.max(1, Math.round(widthPx * scale)),
    heightPx: Math.max(1, Math.round(heightPx * scale)),
  };
}
