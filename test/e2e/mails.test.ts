// Mails of a server that is killed while sending them: none arrives twice, and one whose content the
// mail server had not asked for yet arrives after the next start.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openClient } from "#test/client.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { openMailbox } from "#test/smtp.ts";
import type { Mailbox, MailMoment } from "#test/smtp.ts";
import { lookInto } from "./database.ts";
import type { Looker } from "./database.ts";
import { signIn } from "./session.ts";
import type { BrowserSession } from "./session.ts";

const doubt = "may have arrived or not";
const patience = { timeout: 20_000 };

let mailbox: Mailbox;
let database: Looker;
/** Owns the data directory. */
let first: Product;
let product: Product;
let session: BrowserSession;
let siteId = "";
/** Where the mail server stops with the next mail. */
let stop: { moment: MailMoment; reached(): void; goOn: Promise<void> } | undefined;
let invited = 0;

beforeAll(async () => {
  mailbox = await openMailbox({ at: stopAt });
  first = await startProduct({ env: environment() });
  product = first;
  ({ siteId } = await openClient(product.url));
  session = await signIn(product.url);
  database = await lookInto(product);
  await untilAllAreDone();
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await product.stop();
  await first[Symbol.asyncDispose]();
  await mailbox[Symbol.asyncDispose]();
});

test.each([
  ["has not been greeted", { moment: "connected", arrived: 0 }],
  ["has named the recipient", { moment: "recipient", arrived: 0 }],
  ["waits for the answer", { moment: "complete", arrived: 1, isDoubted: true }],
  ["has its answer", { moment: "answered", arrived: 1 }],
] as const)(
  "killed when it %s, it sends the mail once",
  async (_, { moment, arrived, ...rest }) => {
    const stopped = stopNext(moment);
    const address = await invite();
    await stopped.reached;
    await product.kill();
    stopped.goOn();
    expect(mailsTo(address)).toHaveLength(arrived);
    await startAgain();
    expect(mailsTo(address)).toHaveLength(1);
    if ("isDoubted" in rest) expect(doubted()).toEqual([expect.stringContaining(address)]);
  },
);

test("killed when it is about to note that the content leaves, it sends the mail once", async () => {
  const { address, waiting, unlock } = await killAtNote();
  await ask(`select pg_terminate_backend(${waiting})`);
  await unlock();
  await startAgain();
  expect(mailsTo(address)).toHaveLength(1);
  expect(doubted()).toEqual([]);
});

test("killed when that is noted and nothing has left, it says so and sends nothing", async () => {
  const before = await ask("select count(*) from mail_handovers");
  const { address, unlock } = await killAtNote();
  await unlock();
  const count = () => ask("select count(*) from mail_handovers");
  await expect.poll(count, patience).toBe(before + 1);
  await startAgain();
  expect(mailsTo(address)).toHaveLength(0);
  expect(doubted()).toEqual([expect.stringContaining(address)]);
});

function environment(): Record<string, string> {
  const SMTP_URL = `smtp://127.0.0.1:${mailbox.port}`;
  return { DATABASE_URL: "", LOG_LEVEL: "warn", SMTP_URL };
}

function stopAt(moment: MailMoment): Promise<void> | undefined {
  if (stop?.moment !== moment) return undefined;
  const { goOn, reached } = stop;
  stop = undefined;
  reached();
  return goOn;
}

function stopNext(moment: MailMoment) {
  const reached = Promise.withResolvers<undefined>();
  const goOn = Promise.withResolvers<undefined>();
  stop = { moment, reached: () => reached.resolve(undefined), goOn: goOn.promise };
  return { reached: reached.promise, goOn: () => goOn.resolve(undefined) };
}

/** Holds up the note by a lock, so that it is certain where the kill hits. */
async function killAtNote() {
  const locker = await database.store.pool.connect();
  await locker.query("begin; lock table mail_handovers in share mode");
  const stopped = stopNext("asked");
  const address = await invite();
  await stopped.reached;
  const waiting = () =>
    ask("select pid from pg_locks where relation = 'mail_handovers'::regclass and not granted");
  await expect.poll(waiting, patience).toBeGreaterThan(0);
  const pid = await waiting();
  await product.kill();
  stopped.goOn();
  return {
    ...{ address, waiting: pid },
    async unlock() {
      await locker.query("rollback");
      locker.release();
    },
  };
}

async function invite(): Promise<string> {
  const email = `guest-${(invited += 1)}@example.test`;
  const path = `/sites/${siteId}/invitations`;
  const answer = await session.call({ method: "POST", path, body: { email } });
  expect(answer.status).toBe(201);
  return email;
}

/** On what the killed one left behind, until there is nothing left to send. */
async function startAgain(): Promise<void> {
  // A job of a dead worker is tried again after 15 minutes, and none of them is this test's.
  await ask(
    "update pgboss.job set state = 'retry', start_after = now() where name = 'send-mail' and state = 'active'",
  );
  const { dataDir, port } = product;
  product = await startProduct({ env: environment(), dataDir, port });
  await untilAllAreDone();
}

async function untilAllAreDone(): Promise<void> {
  const open = () =>
    ask("select count(*) from pgboss.job where name = 'send-mail' and state <> 'completed'");
  await vi.waitFor(async () => expect(await open()).toBe(0), patience);
}

function mailsTo(address: string) {
  return mailbox.received.filter(({ to }) => to[0] === address);
}

function doubted(): string[] {
  return product
    .output()
    .split("\n")
    .filter((line) => line.includes(doubt));
}

/** The first number of the answer; 0 when there is none. */
async function ask(query: string): Promise<number> {
  const { rows } = await database.store.pool.query<Record<string, unknown>>(query);
  return Number(Object.values(rows[0] ?? {})[0] ?? 0);
}
