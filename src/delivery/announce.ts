// Whoever watches deliveries is told which ones have changed, and looks.

import type { Queryable } from "#store/open.ts";
import { sendWith } from "#store/signals.ts";

export const deliveryChannel = "delivery";

export interface Changed {
  id: string;
  runId: string;
}

/** What is told on the channel of one delivery. */
export function topicOf({ id, runId }: Changed): string {
  return `${runId}/${id}`;
}

/** Of a topic. */
export function changedBy(topic: string): Changed {
  const [runId = "", id = ""] = topic.split("/");
  return { id, runId };
}

/** Of what people change, with the transaction that does so. */
export function announceWith(db: Queryable, changed: readonly Changed[]): Promise<void> {
  return sendWith(db, deliveryChannel, changed.map(topicOf));
}
