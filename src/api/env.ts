// What the routes need from outside, and what a request carries through them.

import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/logger.ts";
import type { Sandbox } from "#connector/sandbox.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import type { MediaContext } from "#media/context.ts";
import type { ApiKeyScope } from "#people/api-keys.ts";
import type { Auth } from "#people/auth.ts";
import type { User } from "#people/users.ts";
import type { PostsContext } from "#posts/posts.ts";
import type { Database } from "#store/open.ts";
import type { WorkflowsContext } from "#workflows/context.ts";
import type { DeliveryFeed } from "./feed.ts";

export interface ApiContext {
  db: Database;
  clock: Clock;
  log: Logger;
  auth: Auth;
  media: MediaContext;
  connections: ConnectionsContext;
  posts: PostsContext;
  workflows: WorkflowsContext;
  feed: DeliveryFeed;
  publicUrl: string;
  version: string;
  /** By platform id: what the dashboard shows of it besides the connector's own description. */
  platformPages: ReadonlyMap<string, { setupMarkdown: string; iconSvg: string }>;
  sandbox: Sandbox | undefined;
  /** Tells the workers that something may be due. */
  wake(): void;
  /** Tells those who watch that a delivery has changed. */
  announce(delivery: { id: string; runId: string }): void;
  /** What `/readyz` reports: what is not well, by name; empty when all is. */
  unready(): Promise<Readonly<Record<string, string>>>;
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
}

export interface ApiEnv {
  Variables: { caller: Caller };
  Bindings: { clientAddress: string | undefined };
}

export interface Caller {
  userId: string;
  /** Null when an API key speaks for the user. */
  user: User | null;
  /** What it may do; a signed-in user may do everything. */
  scopes: ReadonlySet<ApiKeyScope> | "all";
}
