import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { days, hours, minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { expireConnection } from "#connections/expire.ts";
import type { Mail } from "#people/mails.ts";
import { openTestStore } from "#test/database/store.ts";
import { listNotices } from "./notices.ts";
import { remind } from "./reminders.ts";
import type { RemindersContext } from "./reminders.ts";

const store = await openTestStore();
const { db } = store;
const endsAt = new Date("2026-12-08T14:30:00Z");
const clock = { at: endsAt, now: () => clock.at };
const mails: Mail[] = [];
const context: RemindersContext = {
  ...{ db, clock, publicUrl: "https://notes.example", platformName: () => "Elsewhere" },
  sendMail: (_, mail) => Promise.resolve(void mails.push(mail)),
};
let userId = "";

afterAll(() => store[Symbol.asyncDispose]());

beforeEach(async () => {
  await db.deleteFrom("connections").execute();
  await db.deleteFrom("notices").execute();
  mails.length = 0;
  userId = newId();
  const user = { id: userId, name: "Ada", email: `${userId}@example.org` };
  await db.insertInto("users").values(user).execute();
  await join("Europe/Berlin", 0);
  await join("Asia/Tokyo", 1);
});

describe("reminders", () => {
  it("come a week before the end, a day before, and at the end; each once, however often asked", async () => {
    await connect();
    const said: [string, number][] = [];
    for (const [when, ms] of [
      ["day −8", -days(8)],
      ["day −7", -days(7)],
      ["day −6", -days(6)],
      ["day −1", -days(1)],
      ["hour −1", -hours(1)],
      ["the end", 0],
      ["day +3", days(3)],
    ] as const) {
      clock.at = plus(endsAt, ms);
      const counts = await Promise.all([remind(context), remind(context), remind(context)]);
      said.push([when, counts.reduce((sum, count) => sum + count, 0)]);
    }
    expect(said).toEqual([
      ["day −8", 0],
      ["day −7", 1],
      ["day −6", 0],
      ["day −1", 1],
      ["hour −1", 0],
      ["the end", 1],
      ["day +3", 0],
    ]);
    expect(mails.map(({ subject }) => subject)).toEqual([
      "Elsewhere: the permission to post ends in a week",
      "Elsewhere: the permission to post ends tomorrow",
      "Elsewhere: connect again",
    ]);
    expect(await notices()).toEqual([
      ...["connection.expired", "connection.expiring", "connection.expiring"],
    ]);
  });

  it("name the account, the end in the user's time zone, and lead to the way back in one click", async () => {
    const id = await connect();
    clock.at = plus(endsAt, -days(2));
    await remind(context);
    const [mail] = mails;
    expect(mail).toMatchObject({
      to: `${userId}@example.org`,
      action: {
        ...{ label: "Connect Elsewhere again" },
        url: `https://notes.example/connections?reconnect=${id}`,
      },
    });
    expect(mail?.paragraphs.join(" ")).toMatch(
      /@ada on Elsewhere until Tuesday,? 8 December 2026.*15:30 \(Europe\/Berlin\)/,
    );
  });

  it("say late only what is true now", async () => {
    await connect();
    clock.at = plus(endsAt, -hours(2));
    expect(await remind(context)).toBe(1);
    clock.at = plus(endsAt, days(1));
    expect(await remind(context)).toBe(1);
    expect(mails.map(({ subject }) => subject)).toEqual([
      "Elsewhere: the permission to post ends tomorrow",
      "Elsewhere: connect again",
    ]);
  });

  it("of accounts of one authorisation come together", async () => {
    const grantId = newId();
    await connect({ grantId, handle: "@one" });
    await connect({ grantId, handle: "@two" });
    clock.at = plus(endsAt, -days(3));
    expect(await remind(context)).toBe(1);
    expect(mails[0]?.paragraphs[0]).toContain("@one, @two on Elsewhere");
  });

  it("of accounts of one authorisation tell of one that is refused later, and not again of the first", async () => {
    const grantId = newId();
    const endless = { grantId, authorizationEndsAt: null };
    const [one, two] = [
      await connect({ ...endless, handle: "@one" }),
      await connect({ ...endless, handle: "@two" }),
    ];
    await refuse(one);
    expect(await remind(context)).toBe(1);
    await refuse(two);
    expect(await remind(context)).toBe(1);
    expect(await remind(context)).toBe(0);
    expect(mails.map(({ paragraphs }) => paragraphs[0])).toEqual([
      expect.stringContaining("@one on Elsewhere"),
      expect.stringContaining("to @two on Elsewhere"),
    ]);
  });

  it("of accounts of one authorisation stay said when the first is unlinked, or has a newer secret", async () => {
    const grantId = newId();
    const first = await connect({ grantId, handle: "@one" });
    await connect({ grantId, handle: "@two", secretVersion: 3 });
    clock.at = plus(endsAt, minutes(1));
    expect(await remind(context)).toBe(1);
    await db.updateTable("connections").set({ secretVersion: 4 }).where("id", "=", first).execute();
    expect(await remind(context)).toBe(0);
    await db
      .updateTable("connections")
      .set({ unlinkedAt: clock.at })
      .where("id", "=", first)
      .execute();
    expect(await remind(context)).toBe(0);
  });

  it("are not repeated where a renewal names the same end a little later", async () => {
    await connect();
    for (const daysBefore of [5, 3, 0.5]) {
      clock.at = plus(endsAt, -days(daysBefore));
      await remind(context);
      const named = plus(endsAt, minutes(9 - daysBefore));
      await db.updateTable("connections").set({ authorizationEndsAt: named }).execute();
      await remind(context);
    }
    expect(mails.map(({ subject }) => subject)).toEqual([
      "Elsewhere: the permission to post ends in a week",
      "Elsewhere: the permission to post ends tomorrow",
    ]);
  });

  it("tell of a refusal with the platform's reason, and again only after it was put right", async () => {
    const id = await connect({ authorizationEndsAt: null });
    await refuse(id);
    expect(await remind(context)).toBe(1);
    expect(mails[0]?.paragraphs).toContain("Revoked.");
    await refuse(id);
    expect(await remind(context)).toBe(0);
    await db.updateTable("connections").set({ expiredAt: null }).execute();
    await refuse(id);
    expect(await remind(context)).toBe(1);
  });

  it("of an end are not repeated when the platform refuses after it, or it comes after a refusal", async () => {
    const [ended, refused] = [await connect(), await connect()];
    clock.at = plus(endsAt, -days(1));
    await refuse(refused);
    await remind(context);
    clock.at = plus(endsAt, days(1));
    await remind(context);
    await refuse(ended);
    expect(await remind(context)).toBe(0);
    const said = mails.filter(({ subject }) => subject === "Elsewhere: connect again");
    expect(said).toHaveLength(2);
  });

  it("never come for what renews itself, what never ends, or what is unlinked", async () => {
    await connect({ isProlonged: true });
    await connect({ authorizationEndsAt: null });
    await connect({ unlinkedAt: clock.at });
    clock.at = plus(endsAt, -days(1));
    expect(await remind(context)).toBe(0);
  });

  it("bear a time zone that is unknown", async () => {
    await db.updateTable("sites").set({ timeZone: "Mars/Olympus" }).execute();
    await connect();
    clock.at = plus(endsAt, -days(2));
    await remind(context);
    expect(mails[0]?.paragraphs[0]).toContain("14:30 (UTC)");
  });
});

async function connect(change: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await db
    .insertInto("connections")
    .values({
      ...{ id, userId, platform: "elsewhere", remoteId: id, kind: "person", name: "Ada" },
      ...{ handle: "@ada", auth: "oauth", grantId: id, authorizationEndsAt: endsAt, ...change },
    })
    .execute();
  return id;
}

/** A minute from now, as a post that is refused does it. */
async function refuse(id: string): Promise<void> {
  clock.at = plus(clock.at, minutes(1));
  const { version } = await db
    .selectFrom("connections")
    .select("secretVersion as version")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const refusal = { id, version, reason: "Revoked.", now: clock.at };
  await db.transaction().execute((tx) => expireConnection(tx, refusal));
}

/** A site of the user's; the first one counts. */
async function join(timeZone: string, position: number): Promise<void> {
  const siteId = newId();
  const createdAt = plus(endsAt, days(position - 100));
  await db
    .insertInto("sites")
    .values({ id: siteId, name: "Notes", slug: siteId, timeZone })
    .execute();
  await db
    .insertInto("members")
    .values({ siteId, userId, role: "admin", position: 0, createdAt })
    .execute();
}

async function notices(): Promise<string[]> {
  const listed = await listNotices(db, { userId, isOperator: false, limit: 9 });
  return listed.map(({ kind }) => kind);
}
