// A site and its posts for the tests of its pages.

import type { Served } from "./links.ts";
import type { PublicImage, PublicPost, PublicSite } from "./published.ts";

export const publicUrl = "https://press.example";

export function aSite(site: Partial<PublicSite> = {}): Served {
  return {
    publicUrl,
    site: {
      ...{ id: "0198f2a0-0000-7000-8000-000000000001", name: "Ada's Notes", slug: "notes" },
      ...{ url: null, timeZone: "Europe/London", language: "en" },
      createdAt: new Date("2026-10-01T08:00:00Z"),
      ...site,
    },
  };
}

export function aPost(post: Partial<PublicPost> = {}): PublicPost {
  return {
    ...{ id: "0198f2a0-0000-7000-8000-000000000002", slug: "on-engines", title: "On Engines" },
    ...{ excerpt: "", body: "They **weave** patterns.", url: null, tags: [], images: [] },
    ...{ authorName: "Ada", publishedAt: new Date("2026-11-01T23:30:00Z") },
    updatedAt: new Date("2026-11-02T09:00:00Z"),
    ...post,
  };
}

export function anImage(image: Partial<PublicImage> = {}): PublicImage {
  const mediaId = "0198f2a0-0000-7000-8000-000000000003";
  return { mediaId, alt: "A mill", isCover: true, widthPx: 3200, heightPx: 1800, ...image };
}
