// Deliveries as they are shown: with a run, or one by one with all that is known.

import type { Composition, Receipt } from "#connector/contract.ts";
import type { Queryable } from "#store/open.ts";
import { readJournal } from "./journal.ts";
import type { JournalEntry } from "./resume.ts";
import type { DeliveryState } from "./states.ts";
import type { Trouble } from "./trouble.ts";
import { troubleSchema } from "./trouble.ts";

export interface Delivery {
  id: string;
  runId: string;
  siteId: string;
  connectionId: string;
  platform: string;
  accountName: string;
  state: DeliveryState;
  dueAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  trouble: Trouble | null;
  permalink: string | null;
}

export interface DeliveryDetails extends Delivery {
  composition: Composition;
  journal: (JournalEntry & { step: string })[];
  attempts: Attempt[];
  receipts: Receipt[];
}

export interface Attempt {
  number: number;
  startedAt: Date;
  endedAt: Date;
  outcome: string;
  detail: string | null;
}

/** The deliveries of the given runs, in the order they were made. */
export async function listDeliveries(
  db: Queryable,
  runIds: readonly string[],
): Promise<Delivery[]> {
  if (runIds.length === 0) return [];
  const rows = await selectDeliveries(db).where("d.runId", "in", runIds).orderBy("d.id").execute();
  return rows.map(toDelivery);
}

export async function findDelivery(
  db: Queryable,
  id: string,
): Promise<DeliveryDetails | undefined> {
  const row = await selectDeliveries(db)
    .select("d.composition")
    .where("d.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const journal = [...(await readJournal(db, id))].map(([step, entry]) => ({ step, ...entry }));
  const attempts = await db
    .selectFrom("attempts")
    .select(["number", "startedAt", "endedAt", "outcome", "detail"])
    .where("deliveryId", "=", id)
    .orderBy("number")
    .execute();
  const receipts = journal.flatMap(({ receipt }) => (receipt === null ? [] : [receipt]));
  const composition = row.composition as Composition;
  return { ...toDelivery(row), composition, journal, attempts, receipts };
}

function selectDeliveries(db: Queryable) {
  return db
    .selectFrom("deliveries as d")
    .innerJoin("connections as c", "c.id", "d.connectionId")
    .innerJoin("runs as r", "r.id", "d.runId")
    .select(["d.id", "d.runId", "d.connectionId", "d.state", "d.dueAt", "d.startedAt"])
    .select([
      "d.endedAt",
      "d.trouble",
      "d.permalink",
      "c.platform",
      "c.name as accountName",
      "r.siteId",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDeliveries>["executeTakeFirstOrThrow"]>>;

function toDelivery(row: Row): Delivery {
  const { id, runId, siteId, connectionId, platform, accountName, dueAt, startedAt, endedAt } = row;
  return {
    ...{ id, runId, siteId, connectionId, platform, accountName, dueAt, startedAt, endedAt },
    state: row.state as DeliveryState,
    trouble: troubleSchema.nullable().parse(row.trouble),
    permalink: row.permalink,
  };
}
