// Saves a draft with the server, which then can tell exactly what would be sent. Saving can be repeated
// at will: the post is created once, and all else are changes of it.

import type { Preview } from "#api/contract/captions.ts";
import type { CreatedPost } from "#api/contract/posts.ts";
import { ApiProblem, patch, post } from "../../api.ts";
import { newKey } from "../../new-key.ts";
import type { Draft } from "./draft.ts";
import { contentOf } from "./draft.ts";

/** What the draft has to remember of it. */
export interface Saved {
  postId: string;
  key: string;
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** Savings take turns, so that the last one is what stays. */
export function saveDraft(draft: Draft, siteId: string): Promise<Saved> {
  const turn = lastTurn.then(() => save(draft, siteId));
  lastTurn = turn.catch(() => undefined);
  return turn;
}

export async function previewOf(
  postId: string,
  connectionIds: readonly string[],
): Promise<Preview["data"]> {
  const targets = connectionIds.map((connectionId) => ({ connectionId }));
  return (await post<Preview>("/captions/preview", { body: { postId, targets } })).data;
}

async function save(draft: Draft, siteId: string): Promise<Saved> {
  const { key } = draft;
  const postId = draft.postId ?? (await createPost(siteId, key));
  try {
    await patch(`/posts/${postId}`, contentOf(draft));
  } catch (error) {
    const isGone = error instanceof ApiProblem && error.status === 404 && draft.postId !== null;
    if (!isGone) throw error;
    // Somebody has deleted it: what is written here becomes another post.
    return save({ ...draft, postId: null, key: newKey() }, siteId);
  }
  return { postId, key };
}

async function createPost(siteId: string, key: string): Promise<string> {
  const body = { siteId, status: "draft", autopost: false };
  return (await post<CreatedPost>("/posts", { body, idempotencyKey: key })).post.id;
}
