// What the functions of this room need from outside; app.ts puts it together.

import type { Clock } from "#kernel/clock.ts";
import type { Http } from "#kernel/http/fetch.ts";
import type { SecretBox } from "#kernel/secret-box.ts";
import type { OAuthApp } from "#connector/oauth.ts";
import type { Database, Tx } from "#store/open.ts";
import type { Platforms } from "./platforms.ts";

export interface ConnectionsContext {
  db: Database;
  clock: Clock;
  http: Http;
  box: SecretBox;
  platforms: Platforms;
  /** Where people, and platforms, reach this server; an origin. */
  publicUrl: string;
  /** An app that the environment gives credentials of; it goes before one the operator has entered. */
  givenApp(platform: string, name: string): OAuthApp | undefined;
  /** Called before connections are linked again or unlinked, so that all lock their queues before their rows. */
  lockQueues(tx: Tx, connectionIds: readonly string[]): Promise<void>;
  /** Called in the transaction that links a connection, new or again: what was held goes on. */
  onLinked(tx: Tx, connectionId: string): Promise<void>;
  /** Called in the transaction that unlinks one: what waits for it is held. */
  onUnlinked(tx: Tx, connectionId: string): Promise<void>;
}
