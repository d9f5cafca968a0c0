// What the engine needs from outside; app.ts puts it together, tests put in their own.

import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/logger.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import type { Tx } from "#store/open.ts";
import type { AttemptEnd } from "./states.ts";

export interface Engine {
  connections: ConnectionsContext;
  clock: Clock;
  log: Logger;
  /** Uniform in [0, 1). */
  random(): number;
  leaseMs: number;
  readMedia(mediaId: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Where a platform can fetch it. */
  mediaUrl(mediaId: string): string;
  /** Called in the transaction that ends an attempt. Its own work must not be able to fail the delivery. */
  onAttemptEnded(tx: Tx, ended: AttemptEnded): Promise<void>;
  /** A hint for those who watch, after the transaction. */
  onChanged(deliveryId: string, runId: string): void;
}

export interface AttemptEnded {
  deliveryId: string;
  runId: string;
  connectionId: string;
  platform: string;
  state: AttemptEnd;
}
