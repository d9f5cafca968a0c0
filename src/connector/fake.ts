// Kit for connector authors: what a fake is. A fake is an in-process twin of the endpoints that the
// connector uses. It speaks in web-standard requests and answers; faults are added around it by
// serve-fake.ts, so that a fake only has to be right.

import type { JsonObject } from "#kernel/json.ts";

export interface Fake {
  /** Answers as the platform would. */
  handle(request: Request): Promise<Response>;
  /** Whether this request creates something a reader would see; faults can aim at those alone. */
  isPost(request: Request): boolean;
  /** The platform's ways to refuse. */
  refusals: {
    /** The credential has run out, but can be refreshed where the platform has refreshing. */
    unauthorized(): Response;
    rateLimited(until: Date): Response;
  };
  /** What a reader would see, oldest first. */
  posts(): readonly FakePost[];
  /** All state, so that a sandbox survives a restart. */
  save(): JsonObject;
  load(state: JsonObject): void;
  /** What a user enters to connect to it, by field, for all its ways to connect. */
  entries: Readonly<Record<string, string>>;
}

export interface FakeOptions {
  now(): Date;
  /** Where the fake is served. */
  origin: string;
  /** Where its posts are read: permalinks begin with it. */
  web: string;
}

export interface FakePost {
  id: string;
  account: string;
  text: string;
  images: readonly { dataUrl: string; alt: string }[];
  card: { url: string; title: string; description: string; thumbnail: string | null } | null;
  /** The id of the post it continues. */
  replyTo: string | null;
  createdAt: string;
  permalink: string;
}

/** What a connector's `fake.ts` exports as `createFake`. */
export type CreateFake = (options: FakeOptions) => Fake;
