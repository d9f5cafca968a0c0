// A segment as the body of one request: JSON, or a form when files go with it.
// https://discord.com/developers/docs/resources/webhook#execute-webhook (2026-11-01)

import type { Call, Image, LinkCard, Segment } from "#connector/contract.ts";
import { minutes } from "#kernel/clock.ts";
import type { HttpRequest } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";

interface Attachment {
  image: Image;
  filename: string;
}

const extensions: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
};

/** Up to 25 MiB go up in one request. */
const uploadTimeoutMs = minutes(2);

/** The body of the request that posts a segment, with what belongs to it. */
export async function encodeMessage(
  segment: Segment,
  readMedia: Call["readMedia"],
): Promise<Pick<HttpRequest, "body" | "headers" | "timeoutMs">> {
  const attachments = attachmentsOf(segment);
  const payload = JSON.stringify(payloadOf(segment, attachments));
  if (attachments.length === 0) {
    return { headers: { "content-type": "application/json" }, body: payload };
  }
  const form = new FormData();
  form.set("payload_json", payload);
  for (const [index, { image, filename }] of attachments.entries()) {
    const bytes = await readMedia(image.mediaId);
    form.set(`files[${index}]`, new Blob([bytes], { type: image.mediaType }), filename);
  }
  return { body: form, timeoutMs: uploadTimeoutMs };
}

/** The pictures that the author attached, and then the card's. */
function attachmentsOf({ images, card }: Segment): readonly Attachment[] {
  const pictures = card?.thumbnail ? [...images, card.thumbnail] : images;
  return pictures.map((image, index) => ({
    image,
    filename: `image-${index}.${extensions[image.mediaType] ?? "bin"}`,
  }));
}

function payloadOf({ text, card }: Segment, attachments: readonly Attachment[]): JsonObject {
  return {
    ...(text !== "" && { content: text }),
    // Else @everyone, @here and role mentions in a caption would alert whole servers.
    allowed_mentions: { parse: [] },
    ...(card && { embeds: [embedOf(card, attachments.at(-1))] }),
    ...(attachments.length > 0 && { attachments: attachments.map(describeAttachment) }),
  };
}

/** The card's picture, the last of the attachments, is drawn in the embed and nowhere else. */
function embedOf(card: LinkCard, last: Attachment | undefined): JsonObject {
  return {
    title: card.title,
    url: card.url,
    ...(card.description !== "" && { description: card.description }),
    ...(card.thumbnail && last && { image: { url: `attachment://${last.filename}` } }),
  };
}

function describeAttachment({ image, filename }: Attachment, index: number): JsonObject {
  return { id: String(index), filename, ...(image.alt !== "" && { description: image.alt }) };
}
