// What is in the Editor, and how it becomes what the API takes.

import type { Post } from "#api/contract/posts.ts";
import { toSlug } from "#text/slug.ts";
import { toWebAddress } from "../../../web-address.ts";

export interface DraftImage {
  mediaId: string;
  alt: string;
}

export interface Draft {
  title: string;
  body: string;
  url: string;
  excerpt: string;
  /** As they are written, with commas between them. */
  tags: string;
  /** Empty: made of the title. */
  slug: string;
  cover: DraftImage | null;
  images: readonly DraftImage[];
  autopost: boolean;
}

export type ChangeDraft = (change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void;

const texts = ["title", "body", "url", "excerpt", "tags", "slug"] as const;

export const emptyDraft: Draft = {
  ...{ title: "", body: "", url: "", excerpt: "", tags: "", slug: "" },
  ...{ cover: null, images: [], autopost: true },
};

export function draftOf(post: Post): Draft {
  const { title, body, url, excerpt, tags, slug, images, autopost } = post;
  const stored = images.map(({ mediaId, alt, isCover }) => ({ image: { mediaId, alt }, isCover }));
  return {
    ...{ title, body, excerpt, autopost, url: url ?? "", tags: tags.join(", ") },
    slug: followsTitle(post) ? "" : slug,
    cover: stored.find(({ isCover }) => isCover)?.image ?? null,
    images: stored.filter(({ isCover }) => !isCover).map(({ image }) => image),
  };
}

/** Says nothing yet. */
export function isEmpty({ title, body, images, cover }: Draft): boolean {
  return title.trim() === "" && body.trim() === "" && images.length === 0 && cover === null;
}

/** As the API takes it. */
export function contentOf({ title, body, url, excerpt, tags, cover, images }: Draft) {
  return {
    ...{ title: title.trim(), body, excerpt: excerpt.trim(), url: toWebAddress(url) },
    ...{ tags: tagsOf(tags), image: cover, images },
  };
}

export function isSameDraft(one: Draft, other: Draft): boolean {
  const [a, b] = [one, other].map((draft) =>
    JSON.stringify([contentOf(draft), draft.slug.trim(), draft.autopost]),
  );
  return a === b;
}

/** The slug to ask for; undefined: the one it has, or the first free one that the title gives. */
export function wantedSlug(draft: Draft, post: Post | undefined): string | undefined {
  const written = draft.slug.trim();
  if (post === undefined) return written === "" ? undefined : written;
  const wanted = written === "" ? slugOf(draft) : written;
  const isKept = written === "" && wanted === slugOf(post) && followsTitle(post);
  return wanted === "" || wanted === post.slug || isKept ? undefined : wanted;
}

/** What the title gives, or the text where there is none. */
export function slugOf({ title, body }: Pick<Draft, "title" | "body">): string {
  return toSlug(title.trim() || body);
}

export function isDraft(value: object): value is Draft {
  const { cover, images, autopost, ...rest } = value as Partial<Record<keyof Draft, unknown>>;
  return (
    texts.every((name) => typeof rest[name] === "string") &&
    typeof cover === "object" &&
    Array.isArray(images) &&
    typeof autopost === "boolean"
  );
}

/** Until it is published, its slug may change with its title. */
function followsTitle(post: Post): boolean {
  if (post.status === "published") return false;
  const base = slugOf(post);
  const rest = post.slug.slice(base.length);
  return base === "" || (post.slug.startsWith(base) && /^(-\d+)?$/.test(rest));
}

function tagsOf(written: string): string[] {
  const tags = written.split(",").map((tag) => tag.trim().replace(/^#+/, ""));
  return [...new Set(tags.filter((tag) => tag !== ""))];
}
