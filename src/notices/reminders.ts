// Reminders of authorisations that end: a week before, a day before, and when it has happened; each a
// notice and an e-mail, said once of each account. One mail names those of one authorisation together.

import { days, plus } from "#kernel/clock.ts";
import type { Clock } from "#kernel/clock.ts";
import { expiringMs, stateOf } from "#connections/state.ts";
import type { Lifetime } from "#connections/state.ts";
import type { Mail } from "#people/mails.ts";
import type { Database, Tx } from "#store/open.ts";
import { endingOf, noticeOf, mailOf } from "./reminder-words.ts";
import type { Reminder, Stage } from "./reminder-words.ts";
import { addNotice } from "./notices.ts";

export interface RemindersContext {
  db: Database;
  clock: Clock;
  /** An origin; reminders lead to its dashboard. */
  publicUrl: string;
  platformName(id: string): string;
  /** Sends the mail once the transaction has come true. */
  sendMail(tx: Tx, mail: Mail): Promise<void>;
}

const lastDayMs = days(1);

/** Bears being called at any time, and by several at once. Returns how many mails there are to send. */
export async function remind(context: RemindersContext): Promise<number> {
  let count = 0;
  for (const group of await findEnding(context)) {
    if (await remindOf(context, group)) count += 1;
  }
  return count;
}

interface Row extends Lifetime {
  id: string;
  userId: string;
  grantId: string;
  platform: string;
  name: string;
  handle: string | null;
  stateReason: string | null;
  email: string;
  timeZone: string;
}

interface Group {
  stage: Stage;
  rows: readonly [Row, ...Row[]];
}

async function findEnding({ db, clock }: RemindersContext): Promise<Group[]> {
  const now = clock.now();
  const rows: Row[] = await db
    .selectFrom("connections as c")
    .innerJoin("users as u", "u.id", "c.userId")
    .select(["c.id", "c.userId", "c.grantId", "c.platform", "c.name", "c.handle"])
    .select(["c.stateReason", "c.expiredAt", "c.authorizationEndsAt"])
    .select(["c.isProlonged", "u.email"])
    .select((eb) =>
      eb.fn
        .coalesce(
          // Users have none of their own: that of their first site, which their browser knew.
          eb
            .selectFrom("members as m")
            .innerJoin("sites as s", "s.id", "m.siteId")
            .select("s.timeZone")
            .whereRef("m.userId", "=", "u.id")
            .orderBy("m.createdAt")
            .limit(1),
          eb.val("UTC"),
        )
        .as("timeZone"),
    )
    .where("c.unlinkedAt", "is", null)
    .where((eb) =>
      eb.or([
        eb("c.expiredAt", "is not", null),
        eb("c.authorizationEndsAt", "<=", plus(now, expiringMs)),
      ]),
    )
    .orderBy("c.id")
    .execute();
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const stage = stageOf(row, now);
    if (stage === undefined) continue;
    const key = `${row.grantId}/${stage}`;
    const known = groups.get(key);
    groups.set(key, { stage, rows: known ? [...known.rows, row] : [row] });
  }
  return [...groups.values()];
}

/** The most urgent that is true: what was missed is not said late. */
function stageOf(row: Row, now: Date): Stage | undefined {
  switch (stateOf(row, now)) {
    case "active":
      return undefined;
    case "expired":
      return "ended";
    case "expiring": {
      const endsAt = row.authorizationEndsAt ?? now;
      return endsAt <= plus(now, lastDayMs) ? "day" : "week";
    }
  }
}

async function remindOf(context: RemindersContext, { stage, rows }: Group): Promise<boolean> {
  const { db, sendMail } = context;
  return db.transaction().execute(async (tx) => {
    const unsaid: Row[] = [];
    for (const row of rows) {
      const isNew = await addNotice(tx, {
        ...{ userId: row.userId, deliveryId: null },
        kind: stage === "ended" ? "connection.expired" : "connection.expiring",
        message: noticeOf(reminderOf(context, stage, [row])),
        saidOnce: `connection/${row.id}/${stage}/${occasionOf(stage, row)}`,
      });
      if (isNew) unsaid.push(row);
    }
    const [first, ...others] = unsaid;
    if (first === undefined) return false;
    await sendMail(tx, mailOf(reminderOf(context, stage, [first, ...others]), first.email));
    return true;
  });
}

function reminderOf(
  { clock, publicUrl, platformName }: RemindersContext,
  stage: Stage,
  rows: Group["rows"],
): Reminder {
  const [{ id, platform, stateReason, authorizationEndsAt, timeZone }] = rows;
  return {
    ...{ stage, platform: platformName(platform), reason: stateReason },
    accounts: rows.map(({ name, handle }) => handle ?? name),
    ...endingOf(authorizationEndsAt, timeZone, clock.now()),
    url: `${publicUrl}/connections?reconnect=${id}`,
  };
}

/**
 * What makes the next reminder of the same stage another one. An end is told apart by its day: some
 * platforms name it anew at each renewal, in seconds from then.
 */
function occasionOf(stage: Stage, { expiredAt, authorizationEndsAt }: Row): string {
  if (stage !== "ended") return authorizationEndsAt?.toISOString().slice(0, 10) ?? "";
  const [first] = [expiredAt, authorizationEndsAt]
    .filter((instant) => instant !== null)
    .map((instant) => instant.toISOString())
    .toSorted();
  return first ?? "";
}
