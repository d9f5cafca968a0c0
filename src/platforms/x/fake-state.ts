// What the fake remembers, in a form that survives JSON.

import { z } from "zod";

import type { FakePost } from "#connector/fake.ts";

const media = z.object({
  id: z.string(),
  ownerId: z.string(),
  mediaType: z.string(),
  /** As announced. */
  totalBytes: z.number(),
  /** Base64 of what was sent so far; empty for what is still to come. */
  parts: z.array(z.string()),
  alt: z.string(),
  state: z.enum(["open", "processing", "ready"]),
  /** How often somebody has looked at it while it was processed. */
  looks: z.number(),
  endsAt: z.iso.datetime(),
});
export type Media = z.infer<typeof media>;

const post = z.object({
  id: z.string(),
  authorId: z.string(),
  text: z.string(),
  mediaIds: z.array(z.string()),
  replyTo: z.string().nullable(),
  createdAt: z.string(),
});
export type Post = z.infer<typeof post>;

export const fakeState = z.object({
  lastId: z.string(),
  media: z.record(z.string(), media),
  posts: z.array(post),
  oauth: z.record(z.string(), z.json()),
});

export interface Person {
  id: string;
  name: string;
  username: string;
}

export const people: readonly Person[] = [
  { id: "1001", name: "Ada", username: "ada_sandbox" },
  { id: "1002", name: "Grace", username: "grace_sandbox" },
  { id: "1003", name: "Mary", username: "mary_sandbox" },
];

export function personBy(id: string): Person {
  const person = people.find((each) => each.id === id);
  if (!person) throw new Error(`Nobody has the id ${id}`);
  return person;
}

export function permalinkOf({ id, authorId }: Post, web: string): string {
  return `${web}/${personBy(authorId).username}/status/${id}`;
}

export function bytesOf({ parts }: Pick<Media, "parts">): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part, "base64")));
}

export function toFakePost(
  post: Post,
  { media, web }: { media: Readonly<Record<string, Media>>; web: string },
): FakePost {
  const { id, authorId, text, mediaIds, replyTo, createdAt } = post;
  const images = mediaIds.flatMap((mediaId) => {
    const shown = media[mediaId] ?? { mediaType: "", parts: [], alt: "" };
    const base64 = bytesOf(shown).toString("base64");
    return { dataUrl: `data:${shown.mediaType};base64,${base64}`, alt: shown.alt };
  });
  const account = `@${personBy(authorId).username}`;
  const permalink = permalinkOf(post, web);
  return { id, account, text, images, card: null, replyTo, createdAt, permalink };
}
