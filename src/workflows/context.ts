// What the functions of this room need from outside; app.ts puts it together.

import type { Clock } from "#kernel/clock.ts";
import type { Platforms } from "#connections/platforms.ts";
import type { MediaContext } from "#media/context.ts";
import type { Tx } from "#store/open.ts";

export interface WorkflowsContext {
  clock: Clock;
  media: MediaContext;
  platforms: Platforms;
  /** Where readers reach public pages; null when only this machine or its network can. */
  publicUrl: string | null;
  /** Called in the transaction of a run for each delivery that cannot be sent as it is. */
  onRejected(tx: Tx, deliveryId: string): Promise<void>;
}
