// What is being written, kept in the browser with every letter, apart for each user, site and post.

import type { Post } from "#api/contract/posts.ts";
import { useKept } from "../../../use-kept.ts";
import { draftOf, emptyDraft, isDraft, isSameDraft } from "./draft.ts";
import type { ChangeDraft, Draft } from "./draft.ts";

interface KeptDraft {
  draft: Draft;
  /** When the post was last saved before the writing began; null for a new one. */
  basedOn: string | null;
}

interface DraftOptions {
  /** Of whom, and of what. */
  name: string;
  post: Post | undefined;
}

export function useDraft({ name, post }: DraftOptions) {
  const { value, keep, drop } = useKept<KeptDraft>({ name: `draft.${name}`, isWhole: isKept });
  const saved = post === undefined ? emptyDraft : draftOf(post);
  const basedOn = post?.updatedAt ?? null;
  const draft = value?.draft ?? saved;
  const change: ChangeDraft = (given) =>
    keep((before) => {
      const current = before?.draft ?? saved;
      const changed = typeof given === "function" ? given(current) : given;
      return { draft: { ...current, ...changed }, basedOn: before?.basedOn ?? basedOn };
    });
  const isChanged = !isSameDraft(draft, saved);
  return {
    draft,
    change,
    isChanged,
    /** Somebody has saved other words in the meantime. */
    isOutdated: isChanged && value !== null && value.basedOn !== basedOn,
    discard: drop,
  };
}

function isKept(value: object): value is KeptDraft {
  const { draft } = value as Partial<Record<keyof KeptDraft, unknown>>;
  return typeof draft === "object" && draft !== null && isDraft(draft);
}
