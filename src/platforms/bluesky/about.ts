// Bluesky as data: who it is, how one signs in, how much fits in a post.

import type { About, Auth, Limits, Source } from "#connector/about.ts";

export const about: About = {
  id: "bluesky",
  name: "Bluesky",
  origins: { main: "https://bsky.social", plc: "https://plc.directory" },
  web: "https://bsky.app",
  hosts: "per-instance",
  accountKinds: ["person"],
};

export const auth: Auth = {
  kind: "fields",
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
