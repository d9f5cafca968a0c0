import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { days, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { untilBlocked } from "#test/database/blocked.ts";
import { openTestStore } from "#test/database/store.ts";
import {
  acceptInvitation,
  findInvitation,
  forgetOldInvitations,
  hasOpenInvitation,
  invite,
  listInvitations,
  withdrawInvitation,
} from "./invitations.ts";
import { lockMembers } from "./locks.ts";
import { arrangeMembers, defaultUsersOf, listMembers, removeMember } from "./members.ts";
import type { MemberPlace } from "./members.ts";
import { createSite } from "./sites.ts";

const store = await openTestStore();
const { db } = store;
const now = new Date("2026-11-01T12:00:00Z");
let [ada, bob, siteId] = ["", "", ""];

afterAll(() => store[Symbol.asyncDispose]());

beforeEach(async () => {
  [ada, bob] = [newId(), newId()];
  await db
    .insertInto("users")
    .values([ada, bob].map((id) => ({ id, name: "Somebody", email: mailOf(id) })))
    .execute();
  siteId = await addSite();
});

describe("members", () => {
  it("are arranged all at once", async () => {
    await join(bob);
    const places = [place(bob, { isBiller: true, role: "editor" }), place(ada)];
    expect(await arrange(places)).toEqual({ kind: "arranged" });
    expect(await listMembers(db, siteId)).toMatchObject(places);
  });

  it("are not arranged by a list that leaves one out, has a stranger, or one twice", async () => {
    await join(bob);
    const before = await listMembers(db, siteId);
    for (const places of [
      [place(ada)],
      [place(ada), place(newId())],
      [place(ada), place(ada)],
      [place(ada), place(bob), place(newId())],
    ]) {
      expect(await arrange(places)).toEqual({ kind: "other-members" });
    }
    expect(await listMembers(db, siteId)).toEqual(before);
  });

  it("always have an admin among them", async () => {
    await join(bob);
    const none = [place(ada, { role: "editor" }), place(bob, { role: "editor" })];
    expect(await arrange(none)).toEqual({ kind: "no-admin" });
    expect(await remove(ada)).toEqual({ kind: "last-admin" });
    expect(await remove(bob)).toEqual({ kind: "removed" });
    expect(await remove(bob)).toEqual({ kind: "no-member" });
    expect(await listMembers(db, siteId)).toMatchObject([{ userId: ada, role: "admin" }]);
  });

  it("keep an admin when two leave at once", async () => {
    await join(bob, "admin");
    const results = await Promise.all([remove(ada), remove(bob)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(["last-admin", "removed"]);
  });

  it("have their default user, site by site", async () => {
    const other = await addSite(bob);
    const users = await defaultUsersOf(db, [siteId, other]);
    expect(users.get(siteId)).toMatchObject({ userId: ada, isBiller: false });
    expect(users.get(other)).toMatchObject({ userId: bob });
    expect(await defaultUsersOf(db, [])).toEqual(new Map());
  });
});

describe("an invitation", () => {
  it("makes its addressee a member, behind the others, once", async () => {
    const token = await tokenFor(bob, { isBiller: true });
    expect(await findInvitation(db, token, now)).toMatchObject({
      ...{ siteName: "Notes", email: mailOf(bob), role: "editor", invitedBy: "Somebody" },
    });
    expect(await accept(token, bob)).toEqual({ kind: "joined", siteId });
    expect(await listMembers(db, siteId)).toMatchObject([
      { userId: ada },
      { userId: bob, role: "editor", isBiller: true },
    ]);
    expect(await accept(token, bob)).toEqual({ kind: "not-open" });
    expect(await findInvitation(db, token, now)).toBeUndefined();
  });

  it("is for its address alone, however that is written", async () => {
    const token = await tokenFor(bob, {}, ` ${mailOf(bob).toUpperCase()}`);
    expect(await accept(token, ada)).toEqual({ kind: "other-address", email: mailOf(bob) });
    expect(await accept(token, bob)).toMatchObject({ kind: "joined" });
  });

  it("ends after a week, when it is taken back, and when another takes its place", async () => {
    const first = await tokenFor(bob);
    expect(await accept(first, bob, plus(now, days(8)))).toEqual({ kind: "not-open" });
    expect(await listInvitations(db, siteId, plus(now, days(8)))).toEqual([]);
    await forgetOldInvitations(db, plus(now, days(6)));
    expect(await listInvitations(db, siteId, now)).toHaveLength(1);
    await forgetOldInvitations(db, plus(now, days(8)));
    expect(await listInvitations(db, siteId, now)).toEqual([]);
    const second = await tokenFor(bob);
    expect(await accept(first, bob)).toEqual({ kind: "not-open" });
    const [open, ...others] = await listInvitations(db, siteId, now);
    expect(others).toEqual([]);
    const id = open?.id ?? "";
    expect(await withdrawInvitation(db, { siteId: await addSite(), id })).toBe(false);
    expect(await withdrawInvitation(db, { siteId, id })).toBe(true);
    expect(await accept(second, bob)).toEqual({ kind: "not-open" });
  });

  it("is accepted while its sender's role is taken, and neither waits for the other for ever", async () => {
    const token = await tokenFor(bob);
    const accepting = await db.transaction().execute(async (tx) => {
      await lockMembers(tx, siteId);
      const accepting = accept(token, bob);
      await untilBlocked(db, accepting);
      await withdrawInvitation(tx, {
        siteId,
        id: (await listInvitations(tx, siteId, now))[0]?.id ?? "",
      });
      return { result: accepting };
    });
    expect(await accepting.result).toEqual({ kind: "not-open" });
  });

  it("is not needed by a member", async () => {
    await join(bob);
    expect(await send(mailOf(bob).toUpperCase())).toEqual({ kind: "is-member" });
  });

  it("lets its addressee sign up: by its token, or where the address is proven", async () => {
    const email = mailOf(newId());
    const token = await tokenFor("", {}, email);
    const isAwaited = (given: { email: string; token: string | undefined }, at = now) =>
      hasOpenInvitation(db, given, at);
    expect(await isAwaited({ email, token })).toBe(true);
    expect(await isAwaited({ email: email.toUpperCase(), token: undefined })).toBe(true);
    expect(await isAwaited({ email, token: "another" })).toBe(false);
    expect(await isAwaited({ email: mailOf(newId()), token })).toBe(false);
    expect(await isAwaited({ email, token }, plus(now, days(8)))).toBe(false);
  });

  it("is kept without its token", async () => {
    const token = await tokenFor(bob);
    const rows = await db.selectFrom("invitations").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

function mailOf(userId: string): string {
  return `${userId}@example.org`;
}

function place(userId: string, rest: Partial<MemberPlace> = {}): MemberPlace {
  return { userId, role: "admin", isBiller: false, ...rest };
}

async function addSite(createdBy = ada): Promise<string> {
  const site = { name: "Notes", createdBy };
  return (await db.transaction().execute((tx) => createSite(tx, site))).id;
}

async function join(userId: string, role = "editor"): Promise<void> {
  await db.insertInto("members").values({ siteId, userId, role, position: 1 }).execute();
}

function arrange(places: MemberPlace[]) {
  return db.transaction().execute((tx) => arrangeMembers(tx, siteId, places));
}

function remove(userId: string) {
  return db.transaction().execute((tx) => removeMember(tx, { siteId, userId }));
}

function send(email: string, rest: { isBiller?: boolean } = {}) {
  const invitation = { siteId, email, role: "editor", isBiller: false, invitedBy: ada } as const;
  return db.transaction().execute((tx) => invite(tx, { ...invitation, ...rest }, now));
}

async function tokenFor(userId: string, rest = {}, email = mailOf(userId)): Promise<string> {
  const result = await send(email, rest);
  if (result.kind !== "invited") throw new Error(result.kind);
  return result.token;
}

function accept(token: string, userId: string, at = now) {
  const user = { id: userId, email: mailOf(userId) };
  return db.transaction().execute((tx) => acceptInvitation(tx, { token, user }, at));
}
