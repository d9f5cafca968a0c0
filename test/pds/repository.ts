// What a PDS holds of an account, read as any other client would read it.

import { z } from "zod";

const refSchema = z.object({ uri: z.string(), cid: z.string() });
const blobSchema = z.object({
  $type: z.literal("blob"),
  ref: z.object({ $link: z.string() }),
  mimeType: z.string(),
  size: z.number(),
});
const featureSchema = z.discriminatedUnion("$type", [
  z.object({ $type: z.literal("app.bsky.richtext.facet#link"), uri: z.string() }),
  z.object({ $type: z.literal("app.bsky.richtext.facet#mention"), did: z.string() }),
  z.object({ $type: z.literal("app.bsky.richtext.facet#tag"), tag: z.string() }),
]);
const facetSchema = z.object({
  index: z.object({ byteStart: z.int(), byteEnd: z.int() }),
  features: z.array(featureSchema).length(1),
});
const embedSchema = z.discriminatedUnion("$type", [
  z.object({
    $type: z.literal("app.bsky.embed.images"),
    images: z.array(
      z.object({
        image: blobSchema,
        alt: z.string(),
        aspectRatio: z.object({ width: z.int(), height: z.int() }),
      }),
    ),
  }),
  z.object({
    $type: z.literal("app.bsky.embed.external"),
    external: z.object({
      uri: z.string(),
      title: z.string(),
      description: z.string(),
      thumb: blobSchema.optional(),
    }),
  }),
]);
const postSchema = z.object({
  $type: z.literal("app.bsky.feed.post"),
  text: z.string(),
  createdAt: z.string(),
  langs: z.array(z.string()).optional(),
  facets: z.array(facetSchema).optional(),
  reply: z.object({ root: refSchema, parent: refSchema }).optional(),
  embed: embedSchema.optional(),
});
const recordSchema = refSchema.extend({ value: postSchema });

export type PostRecord = z.infer<typeof recordSchema>;

export interface Repository {
  /** All posts, oldest first. */
  posts(): Promise<PostRecord[]>;
  post(uri: string): Promise<PostRecord>;
  blob(ref: z.infer<typeof blobSchema>): Promise<Uint8Array>;
}

export function repositoryOf(pdsUrl: string, did: string): Repository {
  async function ask(method: string, params: Readonly<Record<string, string>>): Promise<Response> {
    const query = new URLSearchParams(params).toString();
    const answer = await fetch(`${pdsUrl}/xrpc/com.atproto.${method}?${query}`);
    if (!answer.ok) throw new Error(`${method} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }
  const collection = "app.bsky.feed.post";
  return {
    async posts() {
      const answer = await ask("repo.listRecords", {
        ...{ repo: did, collection, limit: "100", reverse: "true" },
      });
      return z.object({ records: z.array(recordSchema) }).parse(await answer.json()).records;
    },
    async post(uri) {
      const rkey = uri.slice(uri.lastIndexOf("/") + 1);
      const answer = await ask("repo.getRecord", { repo: did, collection, rkey });
      return recordSchema.parse(await answer.json());
    },
    async blob({ ref }) {
      const answer = await ask("sync.getBlob", { did, cid: ref.$link });
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}

/** What each facet marks: the bytes that it cuts out of the text, and what they lead to. */
export function marksIn({ text, facets = [] }: PostRecord["value"]): [string, string][] {
  const bytes = Buffer.from(text);
  return facets.map(({ index: { byteStart, byteEnd }, features: [feature] }) => {
    const marked = new TextDecoder("utf-8", { fatal: true }).decode(
      bytes.subarray(byteStart, byteEnd),
    );
    return [marked, feature === undefined ? "" : leadsTo(feature)];
  });
}

function leadsTo(feature: z.infer<typeof featureSchema>): string {
  switch (feature.$type) {
    case "app.bsky.richtext.facet#link":
      return feature.uri;
    case "app.bsky.richtext.facet#mention":
      return feature.did;
    case "app.bsky.richtext.facet#tag":
      return `#${feature.tag}`;
  }
}
