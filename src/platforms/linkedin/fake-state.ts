// What the fake remembers, in a form that survives JSON.

import { z } from "zod";

import type { FakePost } from "#connector/fake.ts";

import { fromCommentary } from "./commentary.ts";

const image = z.object({
  ...{ urn: z.string(), owner: z.string(), dataUrl: z.string().nullable() },
  /** How often somebody has looked at it. */
  looks: z.number(),
});
export type StoredImage = z.infer<typeof image>;

const post = z.object({
  ...{ urn: z.string(), author: z.string(), commentary: z.string(), createdAt: z.string() },
  images: z.array(z.object({ id: z.string(), alt: z.string() })),
  card: z
    .object({
      ...{ source: z.string(), title: z.string(), description: z.string() },
      thumbnail: z.string().nullable(),
    })
    .nullable(),
});
export type StoredPost = z.infer<typeof post>;

export const fakeState = z.object({
  count: z.number(),
  images: z.record(z.string(), image),
  posts: z.array(post),
  oauth: z.record(z.string(), z.json()),
});

export const people = [
  { id: "ada", name: "Ada" },
  { id: "grace", name: "Grace" },
  { id: "mary", name: "Mary" },
];

/** Each person administers one, and may only look at the figures of another. */
export const pages = people.flatMap(({ id: admin, name }, index) => [
  {
    ...{ id: String(5001 + index), admin, role: "ADMINISTRATOR" },
    ...{ name: `${name}'s Company`, vanityName: `${admin}-company` },
  },
  {
    ...{ id: String(6001 + index), admin, role: "ANALYST" },
    ...{ name: `${name}'s Competitor`, vanityName: `${admin}-competitor` },
  },
]);

export function administers(personId: string, urn: string): boolean {
  const page = pages.find(({ id }) => urn === `urn:li:organization:${id}`);
  return page?.admin === personId && page.role === "ADMINISTRATOR";
}

export function nameOf(urn: string): string {
  const id = urn.slice(urn.lastIndexOf(":") + 1);
  return [...people, ...pages].find((each) => each.id === id)?.name ?? urn;
}

interface There {
  images: Readonly<Record<string, StoredImage>>;
  web: string;
}

export function toFakePost(stored: StoredPost, { images, web }: There): FakePost {
  const { urn: id, author, commentary, createdAt, card } = stored;
  const dataUrlOf = (urn: string) => images[urn]?.dataUrl ?? "";
  return {
    ...{ id, account: nameOf(author), text: fromCommentary(commentary), createdAt, replyTo: null },
    images: stored.images.map(({ id: urn, alt }) => ({ dataUrl: dataUrlOf(urn), alt })),
    card: card && {
      ...{ url: card.source, title: card.title, description: card.description },
      thumbnail: card.thumbnail === null ? null : dataUrlOf(card.thumbnail),
    },
    permalink: `${web}/feed/update/${id}/`,
  };
}
