// A stored record as a reader sees it.

import type { FakePost } from "#connector/fake.ts";

import { checkPost } from "./fake-records.ts";
import type { BlobRef } from "./fake-records.ts";
import type { FakeState, StoredPost } from "./fake-state.ts";

export function fakePost(stored: StoredPost, state: FakeState, web: string): FakePost {
  const { did, rkey } = stored;
  const { text, createdAt, reply, embed } = checkPost(stored.value, did, state);
  const dataUrl = ({ ref }: BlobRef) => {
    const blob = state.blobs.find((kept) => kept.did === did && kept.cid === ref.$link);
    return blob ? `data:${blob.mimeType};base64,${blob.base64}` : "";
  };
  const images = embed?.$type === "app.bsky.embed.images" ? embed.images : [];
  const card = embed?.$type === "app.bsky.embed.external" ? embed.external : null;
  return {
    id: stored.uri,
    account: state.handles[did] ?? did,
    text,
    images: images.map(({ image, alt }) => ({ dataUrl: dataUrl(image), alt })),
    card: card && {
      url: card.uri,
      title: card.title,
      description: card.description,
      thumbnail: card.thumb ? dataUrl(card.thumb) : null,
    },
    replyTo: reply?.parent.uri ?? null,
    createdAt,
    permalink: `${web}/profile/${did}/post/${rkey}`,
  };
}
