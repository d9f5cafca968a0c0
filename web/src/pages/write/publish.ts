// Publishes a draft and shares it. After a lost answer it is to be called again with the same draft: each
// request repeats the one before, and nothing is sent twice.

import type { Connection } from "#api/contract/connections.ts";
import type { CreatedPost } from "#api/contract/posts.ts";
import type { Run } from "#api/contract/runs.ts";
import { ApiProblem, patch, post } from "../../api.ts";
import type { ChangeDraft, Draft } from "./draft.ts";
import { isEmpty } from "./draft.ts";
import { previewOf, saveDraft } from "./save.ts";
import type { Saved } from "./save.ts";

/** Something is missing, or cannot be sent as it is. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

export interface Publication {
  draft: Draft;
  siteId: string;
  connections: readonly Connection[];
  /** Ids of connections. */
  chosen: readonly string[];
  change: ChangeDraft;
}

const maxSlugLength = 200;

/** Returns the run that shares it. */
export async function publish(publication: Publication): Promise<Run> {
  const { chosen, change } = publication;
  const saved = alreadySent(publication.draft) ?? (await saveChecked(publication));
  change({ ...saved, chosen, isSending: true });
  try {
    return await share(publication, saved);
  } catch (error) {
    if (error instanceof ApiProblem) change({ isSending: false });
    throw error;
  }
}

function alreadySent({ isSending, postId, key }: Draft): Saved | undefined {
  return isSending && postId !== null ? { postId, key } : undefined;
}

/** @throws NotReady */
async function saveChecked({ draft, siteId, connections, chosen }: Publication): Promise<Saved> {
  if (isEmpty(draft)) throw new NotReady("There is nothing to publish yet: write something.");
  if (chosen.length === 0) throw new NotReady("Choose at least one connection to publish to.");
  const saved = await saveDraft(draft, siteId);
  const previews = await previewOf(saved.postId, chosen);
  const problems = previews.flatMap(({ connectionId, composition }) => {
    const name = connections.find(({ id }) => id === connectionId)?.name ?? "";
    const errors = composition.problems.filter(({ severity }) => severity === "error");
    return errors.map(({ message }) => `${name}: ${message}`);
  });
  if (problems.length > 0) throw new NotReady(problems.join("\n"));
  return saved;
}

/**
 * Where the choice is what auto-posting would do, the server publishes and shares in one transaction.
 * Any other choice is a run of its own.
 */
async function share(
  { draft: { title, body }, connections, chosen }: Publication,
  { postId, key }: Saved,
): Promise<Run> {
  const slug = (title.trim() || body.trim()).slice(0, maxSlugLength);
  const { run } = await patch<CreatedPost>(`/posts/${postId}`, {
    status: "published",
    autopost: isAutopostChoice(connections, chosen),
    ...(slug !== "" && { slug }),
  });
  if (run !== null) return run;
  const targets = chosen.map((connectionId) => ({ connectionId }));
  return post<Run>("/runs", { body: { postId, targets }, idempotencyKey: `${key}-run` });
}

function isAutopostChoice(connections: readonly Connection[], chosen: readonly string[]): boolean {
  return connections.every(({ id, autopost }) => autopost === chosen.includes(id));
}
