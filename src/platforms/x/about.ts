// X as data: who it is, what connecting asks for, how much fits in a post, and what it costs.

import type { About, Auth, FileLimits, Limits, Option, Source } from "#connector/about.ts";
import { hours } from "#kernel/clock.ts";

export const about: About = {
  id: "x",
  name: "X",
  origins: { main: "https://api.x.com", authorize: "https://x.com" },
  web: "https://x.com",
  hosts: "origins-only",
  accountKinds: ["person"],
  template: "{{title}}\n\n{{excerpt}}\n\n{{url}}",
  hashtags: { maxCount: null },
};

/** https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code (2026-11-25) */
export const auth: readonly [Auth, ...Auth[]] = [
  {
    kind: "oauth2",
    id: "oauth",
    label: "Sign in",
    permits:
      "Post in your name, with images, and look whether a post is there. Broadside cannot read your " +
      "messages, nor change your profile. You can take it back at X under Settings → Security and " +
      "account access → Apps and sessions.",
    server: {
      issuer: null,
      authorize: { origin: "authorize", path: "/i/oauth2/authorize" },
      token: { origin: "main", path: "/2/oauth2/token" },
      revoke: { origin: "main", path: "/2/oauth2/revoke" },
      usesPkce: true,
      clientAuth: "basic",
    },
    app: { kind: "operator" },
    fields: [],
    scopes: [
      { name: "tweet.read", reason: "To see whether a post arrived when the line broke." },
      { name: "users.read", reason: "To know which account it is." },
      { name: "tweet.write", reason: "To post." },
      { name: "media.write", reason: "To add images to your posts." },
      { name: "offline.access", reason: "To go on posting without asking you every two hours." },
    ],
    scopeSeparator: " ",
    reaches: "one",
    renewal: "refresh-token",
  },
];

export const options: readonly Option[] = [
  {
    kind: "choice",
    name: "replySettings",
    label: "Who can reply",
    default: "everyone",
    choices: [
      { value: "everyone", label: "Everyone" },
      { value: "following", label: "People you follow" },
      { value: "mentionedUsers", label: "People you mention" },
      { value: "subscribers", label: "Your subscribers" },
      { value: "verified", label: "Verified accounts" },
    ],
  },
  { kind: "switch", name: "madeWithAi", label: "Say that AI made the images", default: false },
];

const counting = source("https://docs.x.com/fundamentals/counting-characters");
const media = source("https://docs.x.com/x-api/media/quickstart/best-practices");

const imageFile: FileLimits = {
  maxBytes: 5_000_000,
  // X names no side for photos; larger ones are scaled down there.
  maxSidePx: 4096,
  mediaTypes: ["image/jpeg", "image/png", "image/webp", "image/gif"],
  animation: {
    ...{ maxBytes: 15_000_000, maxWidthPx: 1280, maxHeightPx: 1080, maxFrames: 350 },
    maxPixels: 300_000_000,
  },
};

export const limits = {
  text: [{ max: 280, unit: "weighted", source: counting }],
  images: {
    ...imageFile,
    maxCount: 4,
    maxAltLength: { max: 1000, unit: "utf16" },
    source: media,
  },
  // Ours: the platform has no limit, but a longer thread is more likely an accident than a wish.
  thread: { maxSegments: 25 },
  // X makes it of the page that the text links to.
  card: null,
} satisfies Limits;

/**
 * Of apps that pay by use; all others are exempt.
 * https://docs.x.com/x-api/posts/manage-tweets/integrate (2026-11-25)
 */
export const maxCashtags = 1;

/** Less than the 24 h of the documented answers: https://docs.x.com/x-api/media/quickstart/media-upload-chunked (2026-11-25) */
export const mediaLastsMs = hours(20);

/**
 * What X takes from the operator's account there, in US dollars.
 * https://docs.x.com/x-api/getting-started/pricing (2026-11-25)
 */
export const prices = { post: 0.015, postWithLink: 0.2, altText: 0.005 };

function source(url: string): Source {
  return { url, checkedOn: "2026-11-25" };
}
