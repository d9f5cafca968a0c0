// Mastodon as data: who it is, what connecting asks for, and how much fits in a post of an instance.

import { z } from "zod";

import type { About, Auth, Limits, Option, Source } from "#connector/about.ts";
import type { Account } from "#connector/contract.ts";

export const about: About = {
  id: "mastodon",
  name: "Mastodon",
  origins: { main: "https://mastodon.social" },
  web: "https://mastodon.social",
  hosts: "per-instance",
  accountKinds: ["person"],
  template: "{{title}}\n\n{{excerpt}}\n\n{{url}}\n\n{{hashtags}}",
  hashtags: { maxCount: null },
};

/** Before 4.3 there was none that tells the account alone. */
export const accountScopes = { narrow: "profile", before: "read:accounts" };
export const postingScopes = ["write:statuses", "write:media", "read:statuses"] as const;

/** https://docs.joinmastodon.org/api/oauth-scopes (2026-11-25) */
export const auth: readonly [Auth, ...Auth[]] = [
  {
    kind: "oauth2",
    id: "oauth",
    label: "Sign in",
    permits:
      "Post in your name, with images, and look whether a post is there. Broadside cannot read your " +
      "private messages, nor change your profile. You can take it back on your server under " +
      "Preferences → Account → Authorized apps.",
    server: "discovered",
    app: { kind: "registered" },
    fields: [
      {
        name: "instance",
        label: "Your server",
        help: "Its name, or your whole address such as @you@mastodon.social.",
        placeholder: "mastodon.social",
        secret: false,
        required: true,
      },
    ],
    scopes: [
      { name: accountScopes.narrow, reason: "To know which account it is." },
      {
        name: accountScopes.before,
        reason: "To know which account it is, on servers before Mastodon 4.3.",
      },
      { name: "write:statuses", reason: "To post." },
      { name: "write:media", reason: "To add images to your posts." },
      { name: "read:statuses", reason: "To see whether a post arrived when the line broke." },
    ],
    scopeSeparator: " ",
    reaches: "one",
    // Mastodon's tokens do not end; servers that speak its language may have others.
    renewal: "refresh-token",
  },
];

export const options: readonly Option[] = [
  {
    kind: "choice",
    name: "visibility",
    label: "Who sees it",
    default: "public",
    choices: [
      { value: "public", label: "Everybody" },
      { value: "unlisted", label: "Everybody, but not in public timelines" },
      { value: "private", label: "Your followers" },
    ],
  },
  {
    kind: "text",
    name: "contentWarning",
    label: "Content warning",
    default: "",
    maxLength: 200,
  },
];

const instanceSource = source("https://docs.joinmastodon.org/entities/Instance/");

/** What an account knows of its instance; the numbers are Mastodon's own where an instance is silent. */
export const details = z.object({
  instance: z.string(),
  accountId: z.string(),
  maxCharacters: z.number().int().positive().catch(500),
  charactersPerLink: z.number().int().positive().catch(23),
  maxImages: z.number().int().positive().catch(4),
  maxImageBytes: z.number().int().positive().catch(16_777_216),
  maxImagePixels: z.number().int().positive().catch(33_177_600),
  maxAltLength: z.number().int().positive().catch(1500),
  mediaTypes: z
    .array(z.string())
    .min(1)
    .catch(["image/jpeg", "image/png", "image/webp", "image/gif"]),
});

export function limitsOf(account: Account) {
  const instance = details.parse(account.details);
  return {
    text: [
      {
        ...{ max: instance.maxCharacters, unit: "grapheme" },
        ...{ linkLength: instance.charactersPerLink, shortMentions: true },
        source: instanceSource,
      },
    ],
    images: {
      maxCount: instance.maxImages,
      maxBytes: instance.maxImageBytes,
      // Of a square that the instance would take.
      maxSidePx: Math.floor(Math.sqrt(instance.maxImagePixels)),
      mediaTypes: instance.mediaTypes,
      maxAltLength: { max: instance.maxAltLength, unit: "grapheme" },
      source: instanceSource,
    },
    // Ours: the platform has no limit, but a longer thread is more likely an accident than a wish.
    thread: { maxSegments: 25 },
    // Each server makes it of the page that the text links to.
    card: null,
  } satisfies Limits;
}

function source(url: string): Source {
  return { url, checkedOn: "2026-11-25" };
}
