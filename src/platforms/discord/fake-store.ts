// The messages that the fake keeps: as they are saved, as the API shows them, as readers see them.

import { z } from "zod";

import type { FakePost } from "#connector/fake.ts";

import type { Message, Upload } from "./fake-rules.ts";

/** Where a message stands: a webhook's channel, or a thread in it. */
export interface Place {
  webhookId: string;
  threadId: string | null;
}

const picture = z.object({ filename: z.string(), alt: z.string(), dataUrl: z.string() });

const storedMessage = z.object({
  id: z.string(),
  webhookId: z.string(),
  threadId: z.string().nullable(),
  content: z.string(),
  createdAt: z.string(),
  images: z.array(picture),
  card: z
    .object({
      url: z.string(),
      title: z.string(),
      description: z.string(),
      thumbnail: picture.nullable(),
    })
    .nullable(),
});

export type StoredMessage = z.infer<typeof storedMessage>;

export const savedState = z.object({
  webhookIds: z.array(z.string()),
  messages: z.array(storedMessage),
  oauth: z.record(z.string(), z.json()),
});

const guildId = "200000000000000001";
const channelOffset = 200_000_000_000_000_000n;

export function channelOf({ webhookId, threadId }: Place): string {
  return threadId ?? String(BigInt(webhookId) + channelOffset);
}

export function store(
  { content, embeds, attachments, files }: Message,
  identity: Place & { id: string; createdAt: string },
): StoredMessage {
  const pictures = [...files].map(([id, file]) => {
    const alt = attachments.find((attachment) => attachment.id === id)?.description ?? "";
    return { filename: file.filename, alt, dataUrl: dataUrl(file) };
  });
  const [embed] = embeds;
  // A file that an embed refers to is shown there, not among the attachments.
  const inEmbed = (name: string) => embed?.image?.url === `attachment://${name}`;
  const { title = "", description = "", url = "" } = embed ?? {};
  const thumbnail = pictures.find(({ filename }) => inEmbed(filename)) ?? null;
  return {
    ...identity,
    content,
    images: pictures.filter(({ filename }) => !inEmbed(filename)),
    card: embed ? { url, title, description, thumbnail } : null,
  };
}

/** The webhook as the API shows it to whoever has its token. */
export function webhookBody(id: string, token: string) {
  return {
    id,
    type: 1,
    name: `Announcements ${BigInt(id) % 1000n}`,
    avatar: null,
    application_id: null,
    guild_id: guildId,
    channel_id: channelOf({ webhookId: id, threadId: null }),
    token,
    url: `https://discord.com/api/webhooks/${id}/${token}`,
  };
}

/** The message as the API shows it. */
export function messageBody(message: StoredMessage) {
  const { id, webhookId, content, createdAt, images, card } = message;
  return {
    id,
    type: 0,
    content,
    channel_id: channelOf(message),
    webhook_id: webhookId,
    author: { id: webhookId, username: "Announcements", bot: true, discriminator: "0000" },
    timestamp: createdAt,
    edited_timestamp: null,
    attachments: images.map(({ filename, alt }, index) => ({
      id: String(BigInt(id) + BigInt(index) + 1n),
      filename,
      ...(alt !== "" && { description: alt }),
    })),
    embeds: card
      ? [{ type: "rich", title: card.title, description: card.description, url: card.url }]
      : [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    components: [],
    flags: 0,
    pinned: false,
    tts: false,
  };
}

export function fakePost(message: StoredMessage, web: string): FakePost {
  const { id, webhookId, threadId, content, createdAt, images, card } = message;
  return {
    id,
    account: threadId === null ? webhookId : `${webhookId}:${threadId}`,
    text: content,
    images: images.map(({ dataUrl, alt }) => ({ dataUrl, alt })),
    card: card && { ...card, thumbnail: card.thumbnail?.dataUrl ?? null },
    replyTo: null,
    createdAt,
    permalink: `${web}/channels/${guildId}/${channelOf(message)}/${id}`,
  };
}

function dataUrl({ mediaType, bytes }: Upload): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`;
}
