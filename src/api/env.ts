// What the routes need from outside, and what a request carries through them.

import type { Context } from "hono";
import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/logger.ts";
import type { Sandbox } from "#connector/sandbox.ts";
import type { Ai } from "#captions/ai/endpoint.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import type { MediaAddresses } from "#media/addresses.ts";
import type { MediaContext } from "#media/context.ts";
import type { ApiKeyScope } from "#people/api-keys.ts";
import type { Auth } from "#people/auth.ts";
import type { Mail } from "#people/mails.ts";
import type { User } from "#people/users.ts";
import type { PostsContext } from "#posts/posts.ts";
import type { Database, Tx } from "#store/open.ts";
import type { WorkflowsContext } from "#workflows/context.ts";
import type { Feed } from "./feed.ts";

export interface ApiContext {
  db: Database;
  clock: Clock;
  log: Logger;
  auth: Auth;
  media: MediaContext;
  mediaAddresses: MediaAddresses;
  connections: ConnectionsContext;
  posts: PostsContext;
  workflows: WorkflowsContext;
  /** Undefined: AI is off. */
  ai: Ai | undefined;
  feed: Feed;
  rateLimit: RateLimit;
  publicUrl: string;
  version: string;
  /** By platform id: what the dashboard shows of it besides the connector's own description. */
  platformPages: ReadonlyMap<string, { setupMarkdown: string; iconSvg: string }>;
  sandbox: Sandbox | undefined;
  /** False: mails are only written to the log. */
  hasMail: boolean;
  /** Sends the mail once the transaction has come true. */
  sendMail(tx: Tx, mail: Mail): Promise<void>;
  /** Tells the workers that something may be due. */
  wake(): void;
  /** Tells those who watch that a delivery has changed. */
  announce(delivery: { id: string; runId: string }): void;
  /** What `/readyz` reports: what is not well, by name; empty when all is. */
  unready(): Promise<Readonly<Record<string, string>>>;
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
}

/** Of whom requests are counted: one program, one person's browsers, or whoever has one address. */
export type Counted = { key: string } | { user: string } | { address: string | undefined };

export interface RateLimit {
  /** Counts a request, and says in its answer's headers how many are left. @throws ApiProblem */
  count(c: Context<ApiEnv>, who: Counted): Promise<void>;
  /** Counts a mail to somebody who did not ask for it. @throws ApiProblem */
  countInvitation(userId: string, email: string): Promise<void>;
}

export interface ApiEnv {
  Variables: { caller: Caller };
  Bindings: { clientAddress: string | undefined };
}

export interface Caller {
  userId: string;
  /** Null when a signed-in user calls. */
  keyId: string | null;
  /** Null when an API key speaks for the user. */
  user: User | null;
  /** The browser's sign-in; null when an API key calls. */
  sessionId: string | null;
  /** What it may do; a signed-in user may do everything. */
  scopes: ReadonlySet<ApiKeyScope> | "all";
}
