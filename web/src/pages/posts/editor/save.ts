// What is asked of the server when a post is saved.

import type { Post } from "#api/contract/posts.ts";
import type { Autopost, Site } from "#api/contract/sites.ts";
import type { Outgoing } from "../../../use-sending.ts";
import { fetchPreview } from "../preview/use-preview.ts";
import type { PreviewRequest } from "../preview/use-preview.ts";
import type { Draft } from "./draft.ts";
import { contentOf, isEmpty, wantedSlug } from "./draft.ts";

/** Something is missing, or has to be looked at first. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

export type Intent =
  | { kind: "publish" }
  | { kind: "draft" }
  | { kind: "schedule"; publishAt: string }
  /** What it is, it stays: only its words change. */
  | { kind: "keep" };

export interface Writing {
  draft: Draft;
  site: Site;
  /** Undefined: it is a new one. */
  post: Post | undefined;
}

export function toRequest({ draft, site, post }: Writing, intent: Intent): Outgoing {
  const slug = wantedSlug(draft, post);
  const content = {
    ...contentOf(draft),
    ...(slug !== undefined && { slug }),
    ...placeInTime(intent),
    autopost: draft.autopost,
  };
  if (post !== undefined) {
    const etag = `"${post.updatedAt}"`;
    return { method: "PATCH", path: `/posts/${post.id}`, body: content, etag };
  }
  return { method: "POST", path: "/posts", body: { siteId: site.id, ...content } };
}

/** Null: there is nothing to show, or nowhere. */
export function toPreview(
  { draft, site, post }: Writing,
  connections: Autopost["connections"],
): PreviewRequest | null {
  if (isEmpty(draft) || connections.length === 0 || !draft.autopost) return null;
  const slug = wantedSlug(draft, post) ?? post?.slug;
  const unsaved = {
    ...contentOf(draft),
    ...(slug !== undefined && { slug }),
    ...{ siteId: site.id, captions: post?.captions ?? {} },
  };
  return { post: unsaved, targets: connections.map(({ id }) => ({ connectionId: id })) };
}

/**
 * Before something is posted: is there anything, is it what the writer was told, and can it be sent?
 * @throws NotReady
 */
export async function requireReady(
  writing: Writing,
  { shown, current }: { shown: Autopost | undefined; current: Autopost },
): Promise<void> {
  requireSomething(writing.draft);
  if (!writing.draft.autopost) return;
  if (JSON.stringify(shown) !== JSON.stringify(current)) {
    throw new NotReady(
      "Nothing is saved yet: where it goes has just changed. Read the line above, and press Save again.",
    );
  }
  const request = toPreview(writing, current.connections);
  if (request === null) return;
  const previews = await fetchPreview(request);
  const problems = previews.flatMap(({ connectionId, composition }) => {
    const name = current.connections.find(({ id }) => id === connectionId)?.name ?? "";
    const errors = composition.problems.filter(({ severity }) => severity === "error");
    return errors.map(({ message }) => `${name}: ${message}`);
  });
  if (problems.length > 0) throw new NotReady(problems.join("\n"));
}

/** @throws NotReady */
export function requireSomething(draft: Draft): void {
  if (isEmpty(draft)) throw new NotReady("There is nothing to publish yet: write something.");
}

function placeInTime(intent: Intent) {
  switch (intent.kind) {
    case "publish":
      return { status: "published", publishAt: null };
    case "draft":
      return { status: "draft", publishAt: null };
    case "schedule":
      return { status: "scheduled", publishAt: intent.publishAt };
    case "keep":
      return {};
  }
}
