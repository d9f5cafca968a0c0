// What the fake remembers, in a form that survives JSON.

import { z } from "zod";

import type { FakePost } from "#connector/fake.ts";

const container = z.object({
  ...{ id: z.string(), ownerId: z.string(), text: z.string(), createdAt: z.string() },
  /** Data URLs with their alt texts: one for an image, several for a carousel. */
  images: z.array(z.object({ dataUrl: z.string(), alt: z.string() })),
  ...{ isItem: z.boolean(), replyTo: z.string().nullable() },
  /** How often somebody has looked at it. */
  looks: z.number(),
  /** The post it has become. */
  postId: z.string().nullable(),
});
export type Container = z.infer<typeof container>;

const post = z.object({
  ...{ id: z.string(), ownerId: z.string(), text: z.string(), createdAt: z.string() },
  images: z.array(z.object({ dataUrl: z.string(), alt: z.string() })),
  replyTo: z.string().nullable(),
});
export type StoredPost = z.infer<typeof post>;

const token = z.object({
  personId: z.string(),
  scopes: z.array(z.string()),
  issuedAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
});
export type LongToken = z.infer<typeof token>;

export const fakeState = z.object({
  count: z.number(),
  containers: z.record(z.string(), container),
  posts: z.array(post),
  /** The long-lived ones. */
  tokens: z.record(z.string(), token),
  oauth: z.record(z.string(), z.json()),
});

/** Ids of that length are no exact numbers in JavaScript. */
export const people = [
  { id: "17841400000000001", name: "Ada", username: "ada.sandbox" },
  { id: "17841400000000002", name: "Grace", username: "grace.sandbox" },
  { id: "17841400000000003", name: "Mary", username: "mary.sandbox" },
];

export function usernameOf(personId: string): string {
  return people.find(({ id }) => id === personId)?.username ?? "nobody";
}

export function permalinkOf({ id, ownerId }: StoredPost, web: string): string {
  return `${web}/@${usernameOf(ownerId)}/post/${id}`;
}

export function toFakePost(stored: StoredPost, web: string): FakePost {
  const { id, ownerId, text, images, createdAt, replyTo } = stored;
  const account = `@${usernameOf(ownerId)}`;
  return {
    id,
    account,
    text,
    images,
    card: null,
    replyTo,
    createdAt,
    permalink: permalinkOf(stored, web),
  };
}
