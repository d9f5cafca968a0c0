// What the fake remembers, in a form that survives JSON.

import { z } from "zod";

import type { FakePost } from "#connector/fake.ts";

import { knownApps } from "./fake-apps.ts";

const media = z.object({
  ...{ id: z.string(), ownerId: z.string(), dataUrl: z.string(), alt: z.string() },
  /** How often somebody has looked at it. */
  looks: z.number(),
});
export type Media = z.infer<typeof media>;

/** After somebody has looked at it. */
export function isProcessed({ looks }: Media): boolean {
  return looks > 0;
}

const status = z.object({
  ...{ id: z.string(), authorId: z.string(), text: z.string(), createdAt: z.string() },
  ...{ visibility: z.string(), warning: z.string(), replyTo: z.string().nullable() },
  mediaIds: z.array(z.string()),
  /** The key it was sent with; null without one. */
  key: z.string().nullable(),
});
export type StoredStatus = z.infer<typeof status>;

export const fakeState = z.object({
  count: z.number(),
  apps: knownApps,
  media: z.record(z.string(), media),
  statuses: z.array(status),
  oauth: z.record(z.string(), z.json()),
});

export const people = [
  { id: "1", name: "Ada", username: "ada" },
  { id: "2", name: "Grace", username: "grace" },
  { id: "3", name: "Mary", username: "mary" },
];

export function usernameOf(personId: string): string {
  return people.find(({ id }) => id === personId)?.username ?? "nobody";
}

export function permalinkOf({ id, authorId }: StoredStatus, web: string): string {
  return `${web}/@${usernameOf(authorId)}/${id}`;
}

export function toFakePost(
  stored: StoredStatus,
  { media, web }: { media: Readonly<Record<string, Media>>; web: string },
): FakePost {
  const { id, authorId, text, mediaIds, replyTo, createdAt } = stored;
  const images = mediaIds.flatMap((mediaId) => {
    const { dataUrl, alt } = media[mediaId] ?? { dataUrl: "", alt: "" };
    return { dataUrl, alt };
  });
  const account = `@${usernameOf(authorId)}`;
  const permalink = permalinkOf(stored, web);
  return { id, account, text, images, card: null, replyTo, createdAt, permalink };
}
