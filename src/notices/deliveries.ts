// Notices about deliveries: one that needs a person, and one that is late.

import { plus, seconds } from "#kernel/clock.ts";
import type { Database } from "#store/open.ts";
import type { DeliveryState } from "#delivery/states.ts";
import { findDelivery } from "#delivery/read.ts";
import { addNotice } from "./notices.ts";

/** A delivery that nobody has begun this long after it was due is late. */
const lateAfterMs = seconds(60);

const needsPerson: ReadonlySet<DeliveryState> = new Set(["rejected", "held", "uncertain"]);

export function isNoteworthy(state: DeliveryState): boolean {
  return needsPerson.has(state);
}

/** Tells the connection's user what became of a delivery. Bears being called again for the same end. */
export async function noticeEnd(db: Database, deliveryId: string): Promise<void> {
  const delivery = await findDelivery(db, deliveryId);
  if (delivery === undefined || !isNoteworthy(delivery.state)) return;
  const { userId } = await db
    .selectFrom("connections")
    .select("userId")
    .where("id", "=", delivery.connectionId)
    .executeTakeFirstOrThrow();
  const number = delivery.attempts.at(-1)?.number ?? 0;
  const { accountName, state, trouble, platform } = delivery;
  if (trouble?.kind === "misconfigured") {
    const { message } = trouble;
    await noticeOperator(db, { platform, message, on: delivery.endedAt ?? delivery.dueAt });
  }
  await addNotice(db, {
    ...{ userId, deliveryId, kind: `delivery.${state}` },
    message: `${accountName}: ${trouble?.message ?? state}`,
    saidOnce: `delivery/${deliveryId}/${state}/${number}`,
  });
}

/** Once for each thing that is wrong, and again when it is still wrong another day. */
export async function noticeOperator(
  db: Database,
  { platform, message, on }: { platform: string; message: string; on: Date },
): Promise<void> {
  const today = on.toISOString().slice(0, 10);
  await addNotice(db, {
    ...{ userId: null, deliveryId: null, kind: "platform.misconfigured", message },
    saidOnce: `misconfigured/${platform}/${today}/${message}`,
  });
}

/** Looks for lanes whose next delivery is late and tells the operator; returns how many there are. */
export async function noticeLate(db: Database, now: Date): Promise<number> {
  const late = await db
    .selectFrom("lanes as l")
    .innerJoin("connections as c", "c.id", "l.connectionId")
    .select(["l.connectionId", "l.nextAt", "c.name", "c.platform"])
    .where("l.nextAt", "<", plus(now, -lateAfterMs))
    .where((eb) => eb.or([eb("l.leaseUntil", "is", null), eb("l.leaseUntil", "<", now)]))
    .execute();
  for (const { connectionId, nextAt, name, platform } of late) {
    const due = nextAt?.toISOString() ?? "";
    await addNotice(db, {
      ...{ userId: null, deliveryId: null, kind: "delivery.late" },
      message: `A delivery to ${name} (${platform}) was due at ${due} and nobody has begun it. Is a worker running?`,
      saidOnce: `late/${connectionId}/${due}`,
    });
  }
  return late.length;
}
