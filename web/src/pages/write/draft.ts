// What is being written: kept in the browser with every letter, for each user, so that a reload or a
// server that is away loses nothing. Tabs of one browser show the same draft.

import { useLocalStorage } from "@mantine/hooks";
import { newKey } from "../../new-key.ts";

export interface DraftImage {
  mediaId: string;
  alt: string;
}

export interface Draft {
  title: string;
  body: string;
  url: string;
  images: readonly DraftImage[];
  /** Ids of connections; null: those that auto-post. */
  chosen: readonly string[] | null;
  /** Of the post that the server keeps of it. */
  postId: string | null;
  /** What is created from this draft is created once, by this name. */
  key: string;
  /** Sent, but nobody knows yet what became of it: until then it must stay as it is. */
  isSending: boolean;
}

export type ChangeDraft = (change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void;

export function emptyDraft(): Draft {
  const content = { title: "", body: "", url: "", images: [] };
  return { ...content, chosen: null, postId: null, key: newKey(), isSending: false };
}

export function useDraft(userId: string): [Draft, ChangeDraft] {
  const [draft, setDraft] = useLocalStorage<Draft>({
    key: `broadside.draft.${userId}`,
    defaultValue: emptyDraft(),
    deserialize: readDraft,
    getInitialValueInEffect: false,
  });
  const change: ChangeDraft = (given) =>
    setDraft((before) => ({
      ...before,
      ...(typeof given === "function" ? given(before) : given),
    }));
  return [draft, change];
}

/** Says nothing yet. */
export function isEmpty({ title, body, images }: Draft): boolean {
  return title.trim() === "" && body.trim() === "" && images.length === 0;
}

/** As the API takes it. */
export function contentOf({ title, body, url, images }: Draft) {
  return { title: title.trim(), body, url: toAddress(url), images };
}

/** People write addresses without their scheme. */
function toAddress(written: string): string | null {
  const url = written.trim();
  if (url === "") return null;
  return /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`;
}

function readDraft(text: string | undefined): Draft {
  try {
    const kept: unknown = JSON.parse(text ?? "");
    return isDraft(kept) ? kept : emptyDraft();
  } catch {
    return emptyDraft();
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { title, body, url, images, chosen, postId, key, isSending } = value as Partial<
    Record<keyof Draft, unknown>
  >;
  return (
    [title, body, url, key].every((text) => typeof text === "string") &&
    Array.isArray(images) &&
    (chosen === null || Array.isArray(chosen)) &&
    (postId === null || typeof postId === "string") &&
    typeof isSending === "boolean"
  );
}
