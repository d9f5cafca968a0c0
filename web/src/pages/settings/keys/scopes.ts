// What a key can be allowed to do, in words.

import type { ApiKey } from "#api/contract/people.ts";

export type Scope = ApiKey["scopes"][number];

export const scopes: readonly { scope: Scope; words: string }[] = [
  { scope: "posts:read", words: "Read posts" },
  { scope: "posts:write", words: "Write and publish posts" },
  { scope: "runs:read", words: "Read the history" },
  { scope: "runs:write", words: "Share posts, retry and resolve deliveries" },
  { scope: "connections:read", words: "See connections" },
  { scope: "connections:write", words: "Connect, switch and unlink" },
];
