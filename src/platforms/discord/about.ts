// Discord, reached by an incoming webhook: who it is, how one connects, how much fits.

import { z } from "zod";

import type { About, Auth, FileLimits, Limits, Option, Source } from "#connector/about.ts";
import type { JsonObject } from "#kernel/json.ts";

const mebibyte = 1024 * 1024;

export const about: About = {
  id: "discord",
  name: "Discord",
  origins: { main: "https://discord.com" },
  web: "https://discord.com",
  hosts: "origins-only",
  accountKinds: ["channel"],
  template: "{{title}}\n\n{{excerpt}}\n\n{{url}}",
  // A # makes a heading of a line, and nothing else.
  hashtags: { maxCount: 0 },
};

/** https://discord.com/developers/docs/topics/oauth2#webhooks (2026-11-25) */
const byOAuth: Auth = {
  kind: "oauth2",
  id: "oauth",
  label: "Sign in",
  permits:
    "Post messages to one channel, which you choose at Discord. Broadside cannot read what others " +
    "write there, nor see its members. It works until the webhook is deleted in Discord.",
  server: {
    issuer: null,
    authorize: { origin: "main", path: "/oauth2/authorize" },
    token: { origin: "main", path: "/api/oauth2/token" },
    // The tokens are not kept: what posts is the webhook.
    revoke: null,
    // Not described for apps that have a secret.
    usesPkce: false,
    clientAuth: "post",
  },
  app: { kind: "operator" },
  fields: [],
  scopes: [{ name: "webhook.incoming", reason: "To make a webhook in a channel that you choose." }],
  scopeSeparator: " ",
  reaches: "one",
  renewal: "none",
  keep: (answer) => ({ webhookUrl: webhookUrlIn(answer) }),
};

const byWebhook: Auth = {
  kind: "fields",
  id: "webhook",
  label: "Webhook URL",
  fields: [
    {
      name: "webhookUrl",
      label: "Webhook URL",
      help:
        "In the channel's settings: Integrations → Webhooks → New Webhook → Copy Webhook URL. " +
        "To post into a thread or a forum post, add ?thread_id= and its id at the end. " +
        "Whoever has this URL can post to the channel: Broadside keeps it encrypted.",
      placeholder: "https://discord.com/api/webhooks/…",
      secret: true,
      required: true,
    },
  ],
  permits:
    "Post messages to one channel. Broadside cannot read what others write there, nor see its " +
    "members. The URL works until the webhook is deleted in Discord.",
};

export const auth = [byOAuth, byWebhook] as const;

export const options: readonly Option[] = [
  { name: "embed", label: "Show the link as a card", kind: "switch", default: true },
];

const execute = source("https://discord.com/developers/docs/resources/webhook#execute-webhook");
const files = source("https://discord.com/developers/docs/reference#uploading-files");
const embeds = source(
  "https://discord.com/developers/docs/resources/message#embed-object-embed-limits",
);

/** In UTF-16 units. Together they stay below the 6000 that the embeds of a message may have. */
export const embedLimits = { title: 256, description: 4096, url: 2048 };

/**
 * The 25 MiB of a request's body, less what the text, alt texts and part headers can take. Documented
 * no longer, but found by users: https://github.com/DisboxApp/web/issues/50 (2026-11-22)
 */
export const maxFilesBytes = 25 * mebibyte - 64 * 1024;

const imageFile: FileLimits = {
  maxBytes: 10 * mebibyte,
  // Discord names no such limit; ours keeps camera originals from being sent whole.
  maxSidePx: 4096,
  mediaTypes: ["image/jpeg", "image/png", "image/webp", "image/gif"],
};

export const limits = {
  // Whether Discord counts UTF-16 units or code points is not documented: the stricter one.
  text: [{ max: 2000, unit: "utf16", source: execute }],
  images: {
    ...imageFile,
    maxCount: 10,
    maxAltLength: { max: 1024, unit: "utf16" },
    source: files,
  },
  // Messages in sequence. The number is ours: more than this is a flood in a channel.
  thread: { maxSegments: 10 },
  card: { thumbnail: imageFile, takesAlt: true, isBesideImages: true, source: embeds },
} satisfies Limits;

const grantAnswer = z.object({ webhook: z.object({ url: z.string() }) });

/** Empty where there is none: then nothing can be identified by it. */
function webhookUrlIn(answer: JsonObject): string {
  return grantAnswer.safeParse(answer).data?.webhook.url ?? "";
}

function source(url: string): Source {
  return { url, checkedOn: "2026-11-01" };
}
