// Reminders of authorisations that end: a week before, a day before, and when it has happened; each a
// notice and an e-mail, said once. Accounts that came of one authorisation are named together.

import { days, plus } from "#kernel/clock.ts";
import type { Clock } from "#kernel/clock.ts";
import { expiringMs, stateOf } from "#connections/state.ts";
import type { Lifetime } from "#connections/state.ts";
import type { Mail } from "#people/mails.ts";
import type { Database, Tx } from "#store/open.ts";
import { endingOf, noticeOf, mailOf } from "./reminder-words.ts";
import type { Stage } from "./reminder-words.ts";
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

/** Bears being called at any time, and by several at once. Returns how many reminders are new. */
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
  secretVersion: number;
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
    .select(["c.stateReason", "c.secretVersion", "c.expiredAt", "c.authorizationEndsAt"])
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
  const { db, clock, publicUrl, platformName, sendMail } = context;
  const [first] = rows;
  const accounts = rows.map(({ name, handle }) => handle ?? name);
  const reminder = {
    ...{ stage, accounts, platform: platformName(first.platform), reason: first.stateReason },
    ...endingOf(first.authorizationEndsAt, first.timeZone, clock.now()),
    url: `${publicUrl}/connections?reconnect=${first.id}`,
  };
  return db.transaction().execute(async (tx) => {
    const isNew = await addNotice(tx, {
      ...{ userId: first.userId, deliveryId: null, message: noticeOf(reminder) },
      kind: stage === "ended" ? "connection.expired" : "connection.expiring",
      saidOnce: `connection/${first.grantId}/${stage}/${occasionOf(stage, first)}`,
    });
    if (isNew) await sendMail(tx, mailOf(reminder, first.email));
    return isNew;
  });
}

/** What makes the next reminder of the same stage another one. */
function occasionOf(stage: Stage, { secretVersion, authorizationEndsAt }: Row): string {
  return stage === "ended" ? String(secretVersion) : (authorizationEndsAt?.toISOString() ?? "");
}
