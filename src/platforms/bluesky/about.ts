// Bluesky as data: who it is, how one signs in, how much fits in a post.

import { z } from "zod";

import type { About, FieldsAuth, Limits, Source } from "#connector/about.ts";
import type { OAuth2Auth } from "#connector/oauth.ts";
import { days } from "#kernel/clock.ts";

export const about: About = {
  id: "bluesky",
  name: "Bluesky",
  origins: { main: "https://bsky.social", plc: "https://plc.directory" },
  web: "https://bsky.app",
  hosts: "per-instance",
  accountKinds: ["person"],
  template: "{{title}}\n\n{{excerpt}}\n\n{{url}}",
  hashtags: { maxCount: null },
};

const tokenAnswer = z.object({ sub: z.string().startsWith("did:") });

/** https://atproto.com/specs/permission (2026-11-25) */
export const scopes = {
  account: "atproto",
  post: "repo:app.bsky.feed.post?action=create",
  images: "blob:image/*",
} as const;

/**
 * No server says whether it knows these permissions, and one that does not refuses an app that so much as
 * names them (https://github.com/bluesky-social/atproto/issues/4132, 2026-11-25): there the app password
 * remains.
 */
const byOAuth: OAuth2Auth = {
  kind: "oauth2",
  id: "oauth",
  label: "Sign in",
  permits:
    "Create posts with images in your name, and nothing else: Broadside can neither change nor delete " +
    "posts, nor follow anybody, nor read your messages. You can take it back at any time on the " +
    "account page of your server, which is bsky.social/account for most.",
  server: "discovered",
  app: { kind: "client-metadata" },
  fields: [
    {
      name: "account",
      label: "Handle or server",
      help: "Your handle, or the address of the server that holds your account, with https://.",
      placeholder: "you.bsky.social",
      secret: false,
      required: true,
    },
  ],
  scopes: [
    { name: scopes.account, reason: "To know which account it is." },
    { name: scopes.post, reason: "To create posts. It does not allow to change or delete any." },
    { name: scopes.images, reason: "To add images to your posts." },
  ],
  scopeSeparator: " ",
  reaches: "one",
  renewal: "refresh-token",
  // https://atproto.com/specs/oauth#types-of-clients (2026-11-25)
  lastsMs: { publicClient: days(14) },
  keep(answer) {
    const { sub } = tokenAnswer.safeParse(answer).data ?? {};
    return sub === undefined ? {} : { account: sub };
  },
};

const byAppPassword: FieldsAuth = {
  kind: "fields",
  id: "app-password",
  label: "App password",
  fields: [
    {
      name: "identifier",
      label: "Handle",
      help: "Your handle or DID. An e-mail address works too if you also enter the server.",
      placeholder: "you.bsky.social",
      secret: false,
      required: true,
    },
    {
      name: "appPassword",
      label: "App password",
      help: "Made in Bluesky under Settings → Privacy and security → App passwords.",
      placeholder: "xxxx-xxxx-xxxx-xxxx",
      secret: true,
      required: true,
    },
    {
      name: "service",
      label: "Server",
      help: "The address of the server that holds your account. Leave it empty to find it from your handle.",
      placeholder: "https://bsky.social",
      secret: false,
      required: false,
    },
  ],
  permits:
    "An app password may do everything with your account except manage it: it cannot change your " +
    "handle, e-mail address or password, nor delete the account. Bluesky has no narrower kind. " +
    "Broadside uses it to upload your images, create your posts and look whether they are there. " +
    "You can take it back in Bluesky at any time.",
};

export const auth = [byOAuth, byAppPassword] as const;

const postLexicon = lexicon("app/bsky/feed/post.json");

/** The same for every account: the record's schema sets them, whichever server holds it. */
export const limits = {
  text: [
    { max: 300, unit: "grapheme", source: postLexicon },
    { max: 3000, unit: "byte", source: postLexicon },
  ],
  images: {
    maxCount: 4,
    maxBytes: 2_000_000,
    // The schema names no side; the official app sends at most this many.
    maxSidePx: 2000,
    mediaTypes: ["image/jpeg", "image/png", "image/webp"],
    // The schema has no limit; this is the official app's, in its src/lib/constants.ts.
    maxAltLength: { max: 2000, unit: "grapheme" },
    source: lexicon("app/bsky/embed/images.json"),
  },
  // Ours: the platform has no limit, but a longer thread is more likely an accident than a wish.
  thread: { maxSegments: 25 },
  card: {
    thumbnail: {
      maxBytes: 1_000_000,
      maxSidePx: 1200,
      mediaTypes: ["image/jpeg", "image/png", "image/webp"],
    },
    source: lexicon("app/bsky/embed/external.json"),
  },
} satisfies Limits;

function lexicon(path: string): Source {
  return {
    url: `https://github.com/bluesky-social/atproto/blob/main/lexicons/${path}`,
    checkedOn: "2026-11-01",
  };
}
