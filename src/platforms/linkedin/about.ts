// LinkedIn as data: who it is, what connecting a profile or pages asks for, and how much fits in a post.

import type { About, Auth, FileLimits, Limits, Option, Source } from "#connector/about.ts";
import type { FixedServer } from "#connector/oauth.ts";

export const about: About = {
  id: "linkedin",
  name: "LinkedIn",
  // Files go to the second one, too.
  origins: { main: "https://api.linkedin.com", oauth: "https://www.linkedin.com" },
  web: "https://www.linkedin.com",
  hosts: "origins-only",
  accountKinds: ["person", "page"],
  template: "{{title}}\n\n{{excerpt}}\n\n{{url}}\n\n{{hashtags}}",
  hashtags: { maxCount: null, withoutUnderscores: true },
  settings: {
    version: {
      // Each is served for a year at least; this one was the newest in September 2026.
      default: "202609",
      pattern: /\d{6}/,
      help: "It is the version of LinkedIn's API, a year and a month such as 202609.",
    },
  },
};

/** https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow (2026-11-25) */
const server: FixedServer = {
  issuer: null,
  authorize: { origin: "oauth", path: "/oauth/v2/authorization" },
  token: { origin: "oauth", path: "/oauth/v2/accessToken" },
  // Not documented.
  revoke: null,
  usesPkce: false,
  clientAuth: "post",
};

const common = {
  kind: "oauth2",
  server,
  fields: [],
  scopeSeparator: " ",
  // Most apps get no refresh token: then the permission ends with the access token, after 60 days.
  renewal: "refresh-token",
} as const;

export const auth: readonly [Auth, ...Auth[]] = [
  {
    ...common,
    id: "profile",
    label: "Profile",
    permits:
      "Post on your own profile, with images. Broadside cannot read your feed or your messages. The " +
      "permission usually lasts 60 days; you are reminded a week before it ends.",
    app: { kind: "operator" },
    scopes: [
      { name: "openid", reason: "To know which account it is." },
      { name: "profile", reason: "To show its name and picture here." },
      { name: "w_member_social", reason: "To post in your name." },
    ],
    reaches: "one",
  },
  {
    ...common,
    id: "pages",
    label: "Company pages",
    permits:
      "Post as the company pages that you administer and choose, with images, and look whether a post " +
      "is there. The permission usually lasts 60 days; you are reminded a week before it ends.",
    app: { kind: "operator", name: "pages" },
    scopes: [
      { name: "r_organization_admin", reason: "To see which pages you administer." },
      { name: "w_organization_social", reason: "To post as a page." },
      {
        name: "r_organization_social",
        reason: "To see whether a post arrived when the line broke.",
      },
    ],
    reaches: "several",
  },
];

export const options: readonly Option[] = [
  {
    kind: "choice",
    name: "visibility",
    label: "Who sees it",
    default: "PUBLIC",
    choices: [
      { value: "PUBLIC", label: "Everybody" },
      { value: "CONNECTIONS", label: "Your connections" },
    ],
  },
];

/** https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format (2026-11-25) */
export const reserved = "|{}@[]()<>#\\*_~";

const posts = source(
  "https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api",
);

const imageFile: FileLimits = {
  // LinkedIn names no size in bytes; ours keeps uploads quick.
  maxBytes: 8_000_000,
  // Fewer than 36,152,320 pixels; the side is that of a square within.
  maxSidePx: 6000,
  mediaTypes: ["image/jpeg", "image/png", "image/gif"],
  animation: { maxBytes: 8_000_000, maxWidthPx: 6000, maxHeightPx: 6000, maxFrames: 250 },
};

export const limits = {
  // Whether the backslashes of escaped characters count is not documented: as if they did.
  text: [{ max: 3000, unit: "utf16", doubled: reserved, source: posts }],
  images: {
    ...imageFile,
    maxCount: 20,
    maxAltLength: { max: 4086, unit: "utf16" },
    source: posts,
  },
  // Comments take a permission that most apps are not given.
  thread: null,
  card: { thumbnail: imageFile, source: posts },
} satisfies Limits;

/** Ours: what a card shows of them is less. */
export const cardLimits = { title: 200, description: 300 };

function source(url: string): Source {
  return { url, checkedOn: "2026-11-25" };
}
