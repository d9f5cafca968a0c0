// Threads as data: who it is, what connecting asks for, and how much fits in a post.

import type { About, Auth, Limits, Option, Source } from "#connector/about.ts";
import { hours } from "#kernel/clock.ts";

export const about: About = {
  id: "threads",
  name: "Threads",
  origins: { main: "https://graph.threads.net", authorize: "https://threads.net" },
  web: "https://www.threads.com",
  hosts: "origins-only",
  accountKinds: ["person"],
  template: "{{title}}\n\n{{excerpt}}\n\n{{url}}\n\n{{hashtags}}",
  // https://developers.facebook.com/docs/threads/posts, "topic tags" (2026-11-25)
  hashtags: { maxCount: 1 },
};

/** https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions (2026-11-25) */
export const auth: readonly [Auth, ...Auth[]] = [
  {
    kind: "oauth2",
    id: "oauth",
    label: "Sign in",
    permits:
      "Post in your name, with images, and read your own posts. Broadside cannot read your messages. " +
      "You can take it back in Threads under Settings → Account → Website permissions.",
    server: {
      issuer: null,
      authorize: { origin: "authorize", path: "/oauth/authorize" },
      token: { origin: "main", path: "/oauth/access_token" },
      // There is none: the user removes the app.
      revoke: null,
      usesPkce: false,
      clientAuth: "post",
    },
    app: { kind: "operator" },
    fields: [],
    scopes: [
      { name: "threads_basic", reason: "To know which account it is, and to find your posts." },
      { name: "threads_content_publish", reason: "To post." },
      { name: "threads_manage_replies", reason: "To continue a long post in replies to it." },
      // Replies are listed with it alone:
      // https://developers.facebook.com/documentation/threads/retrieve-and-manage-replies (2026-11-25)
      {
        name: "threads_read_replies",
        reason: "To see whether such a reply arrived when the line broke.",
      },
    ],
    scopeSeparator: ",",
    reaches: "one",
    // The token prolongs itself.
    renewal: "own",
  },
];

export const options: readonly Option[] = [
  {
    kind: "choice",
    name: "replyControl",
    label: "Who can reply",
    default: "everyone",
    choices: [
      { value: "everyone", label: "Everyone" },
      { value: "accounts_you_follow", label: "Profiles you follow" },
      { value: "mentioned_only", label: "Profiles you mention" },
    ],
  },
  { kind: "text", name: "topic", label: "Topic", default: "", maxLength: 50 },
];

const overview = source("https://developers.facebook.com/docs/threads/overview");
const posts = source("https://developers.facebook.com/docs/threads/posts");

export const limits = {
  text: [{ max: 500, unit: "emoji-bytes", source: overview }],
  images: {
    ...{ maxCount: 20, maxBytes: 8_000_000, maxSidePx: 1440 },
    mediaTypes: ["image/jpeg", "image/png"],
    maxAltLength: { max: 1000, unit: "utf16" },
    source: posts,
  },
  // Ours: the platform takes more replies, but a longer thread is more likely an accident than a wish.
  thread: { maxSegments: 25 },
  // Threads makes it of the page that the text links to.
  card: null,
} satisfies Limits;

/** Different links in one post, since 22 December 2025. */
export const maxLinks = 5;
/** Of the longer side of an image to the shorter. */
export const maxRatio = 10;
/**
 * Threads keeps a container for 24 h (https://developers.facebook.com/docs/threads/troubleshooting,
 * 2026-11-25). An hour is more than it needs, and after that one that failed there is made anew.
 */
export const containerLastsMs = hours(1);

function source(url: string): Source {
  return { url, checkedOn: "2026-11-25" };
}
