// A mail is sent at most once, also when the server is killed while sending: it is noted before its
// content leaves, and whoever finds the note of an earlier try does not send again.

import { days, plus } from "#kernel/clock.ts";
import type { Clock } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { Logger } from "#kernel/logger.ts";
import type { Mail } from "#people/mails.ts";
import { isJobKept } from "#store/jobs.ts";
import type { Database } from "#store/open.ts";
import type { Mailer } from "./mailer.ts";

export interface OnceContext {
  db: Database;
  clock: Clock;
  mailer: Mailer;
  log: Logger;
}

interface Try {
  jobId: string;
  tryId: string;
}

const keepMs = days(7);
const doubt =
  "A mail may have arrived or not: the server stopped while sending it. It is not sent again";

/** Done when nothing more can be done for the mail. @throws Error when it is to be tried again */
export async function sendOnce(context: OnceContext, jobId: string, mail: Mail): Promise<void> {
  const { db, clock, mailer, log } = context;
  const earlier = await findHandover(db, jobId);
  if (earlier?.takenAt === null) log.warn({ to: mail.to, subject: mail.subject }, doubt);
  if (earlier !== undefined) return;

  const own = { jobId, tryId: newId() };
  const dispatch = { id: jobId, onHandover: () => noteHandover(db, own, clock.now()) };
  const sending = await mailer.send(mail, dispatch).catch(async (error: unknown) => {
    await takeBack(db, own);
    throw error;
  });
  switch (sending.kind) {
    case "taken":
      return noteTaken(db, own, clock.now());
    case "unknown":
      return;
    case "refused":
      return takeBack(db, own);
    case "later":
      await takeBack(db, own);
      throw new Error(`The mail server did not take it: ${sending.code}`);
  }
}

/** Notes are kept for as long as their jobs are, and a week at least. */
export async function forgetOldHandovers({
  db,
  clock,
}: Pick<OnceContext, "db" | "clock">): Promise<void> {
  await db
    .deleteFrom("mailHandovers")
    .where("handedOverAt", "<", plus(clock.now(), -keepMs))
    .where(({ not }) => not(isJobKept("jobId")))
    .execute();
}

function findHandover(db: Database, jobId: string) {
  return db
    .selectFrom("mailHandovers")
    .select("takenAt")
    .where("jobId", "=", jobId)
    .executeTakeFirst();
}

/** @throws Error when another process is sending this mail */
async function noteHandover(db: Database, own: Try, now: Date): Promise<void> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("mailHandovers")
    .values({ ...own, handedOverAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) throw new Error("Another process is sending this mail");
}

async function noteTaken(db: Database, { tryId, jobId }: Try, now: Date): Promise<void> {
  await db
    .updateTable("mailHandovers")
    .set({ takenAt: now })
    .where("jobId", "=", jobId)
    .where("tryId", "=", tryId)
    .execute();
}

async function takeBack(db: Database, { tryId, jobId }: Try): Promise<void> {
  await db
    .deleteFrom("mailHandovers")
    .where("jobId", "=", jobId)
    .where("tryId", "=", tryId)
    .execute();
}
