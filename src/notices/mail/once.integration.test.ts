import { randomUUID } from "node:crypto";
import pino from "pino";
import { afterAll, beforeEach, describe, expect, it, test } from "vitest";
import { days, plus } from "#kernel/clock.ts";
import type { Mail } from "#people/mails.ts";
import { openJobs } from "#store/jobs.ts";
import { openTestStore } from "#test/database/store.ts";
import { openMailbox } from "#test/smtp.ts";
import { createMailer } from "./mailer.ts";
import type { Mailer, Sending } from "./mailer.ts";
import { forgetOldHandovers, sendOnce } from "./once.ts";

const store = await openTestStore();
const { db } = store;
const mailbox = await openMailbox();
const clock = { at: new Date("2026-11-25T12:00:00Z"), now: () => clock.at };
const mail: Mail = { to: "ada@example.org", subject: "Join", paragraphs: ["The text"] };
const lines: string[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
const byServer = createMailer({
  ...{ smtpUrl: `smtp://127.0.0.1:${mailbox.port}`, from: "notes@example.org", log },
});
let id = "";

afterAll(async () => {
  await mailbox[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await db.deleteFrom("mailHandovers").execute();
  lines.length = 0;
  id = randomUUID();
});

describe("a mail", () => {
  it("is sent once, however often its job is run, and by several at once", async () => {
    const before = mailbox.received.length;
    await Promise.allSettled([send(byServer), send(byServer), send(byServer)]);
    await send(byServer);
    expect(mailbox.received).toHaveLength(before + 1);
    expect(lines.join()).not.toContain("may have arrived or not");
    expect(await notes()).toEqual([{ jobId: id, takenAt: clock.at }]);
  });

  it("that the server takes later is tried again, with the same Message-ID", async () => {
    const before = mailbox.received.length;
    mailbox.refuse({ at: "content", code: 451, words: "Try again later" });
    await expect(send(byServer)).rejects.toThrow("The mail server did not take it: EMESSAGE");
    expect(await notes()).toEqual([]);
    await send(byServer);
    expect(mailbox.received).toHaveLength(before + 1);
    expect(mailbox.received.at(-1)?.content).toContain(`Message-ID: <${id}@example.org>`);
  });

  it("that was refused for good is done, and leaves nothing behind", async () => {
    await send(mailerThat({ kind: "refused" }));
    expect(await notes()).toEqual([]);
  });

  it("is noted before its content leaves, and not sent again when no answer came", async () => {
    const lost = mailerThat({ kind: "unknown", code: "ECONNECTION" });
    await send(lost);
    await send(lost);
    expect(lost.sent).toBe(1);
    expect(lost.notesAtHandover).toEqual([{ jobId: id, takenAt: null }]);
  });

  it("of a server that was killed while sending is said to whoever reads the log", async () => {
    await note({ jobId: id, handedOverAt: clock.at });
    const mailer = mailerThat({ kind: "taken" });
    await send(mailer);
    expect(mailer.sent).toBe(0);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ to: mail.to, subject: mail.subject });
    expect(lines.join()).toContain("It is not sent again");
    expect(lines.join()).not.toContain("The text");
  });

  it("that another process is sending is left to it, whatever comes of it here", async () => {
    const mailer: Mailer = {
      async send(_, { onHandover }) {
        await note({ jobId: id, handedOverAt: clock.at });
        await onHandover();
        return { kind: "later", code: "never" };
      },
    };
    await expect(send(mailer)).rejects.toThrow("Another process is sending this mail");
    expect(await notes()).toEqual([{ jobId: id, takenAt: null }]);
  });
});

test("a note is forgotten after a week, unless the mail's job is still there", async () => {
  await using jobs = await openJobs({
    ...{ store, kinds: { "send-mail": { run: () => Promise.resolve() } }, isWorker: false },
    onError: (error) => {
      throw error;
    },
  });
  await db.transaction().execute((tx) => jobs.enqueue(tx, "send-mail", {}));
  const { rows } = await store.pool.query<{ id: string }>("select id from pgboss.job");
  const [waiting = "", old, recent] = [rows[0]?.id, randomUUID(), randomUUID()];
  const weekAgo = plus(clock.at, -days(7) - 1);
  await note({ jobId: waiting, handedOverAt: weekAgo });
  await note({ jobId: old, handedOverAt: weekAgo });
  await note({ jobId: recent, handedOverAt: plus(clock.at, -days(7)) });
  await forgetOldHandovers({ db, clock });
  expect((await notes()).map(({ jobId }) => jobId).sort()).toEqual([waiting, recent].sort());
});

function send(mailer: Mailer): Promise<void> {
  return sendOnce({ db, clock, mailer, log }, id, mail);
}

/** Hands the mail over, and then says this. */
function mailerThat(sending: Sending) {
  const mailer = {
    sent: 0,
    notesAtHandover: [] as unknown[],
    async send(_: Mail, { onHandover }: { onHandover(): Promise<void> }) {
      mailer.sent += 1;
      await onHandover();
      mailer.notesAtHandover = await notes();
      return sending;
    },
  };
  return mailer;
}

async function note(row: { jobId: string; handedOverAt: Date }): Promise<void> {
  await db
    .insertInto("mailHandovers")
    .values({ ...row, tryId: randomUUID() })
    .execute();
}

function notes() {
  return db.selectFrom("mailHandovers").select(["jobId", "takenAt"]).execute();
}
