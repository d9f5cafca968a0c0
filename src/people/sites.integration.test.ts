import { afterAll, beforeEach, expect, test } from "vitest";
import { newId } from "#kernel/ids.ts";
import { openTestStore } from "#test/database/store.ts";
import { defaultUserOf, roleIn } from "./members.ts";
import { changeSite, createSite, listSites } from "./sites.ts";
import type { NewSite, Site } from "./sites.ts";

const store = await openTestStore();
const { db } = store;
let [ada, bob, eve] = ["", "", ""];

afterAll(() => store[Symbol.asyncDispose]());

beforeEach(async () => {
  [ada, bob, eve] = [newId(), newId(), newId()];
  await db
    .insertInto("users")
    .values([ada, bob, eve].map((id) => ({ id, name: "Somebody", email: `${id}@example.org` })))
    .execute();
});

test("who creates a site is its first member, an admin and no biller", async () => {
  const site = await create({ name: "Notes", createdBy: ada });
  expect(site).toMatchObject({ name: "Notes", url: null, timeZone: "UTC", language: null });
  const members = await db
    .selectFrom("members")
    .selectAll()
    .where("siteId", "=", site.id)
    .execute();
  expect(members).toMatchObject([{ userId: ada, role: "admin", position: 0, isBiller: false }]);
});

test("a site keeps what it is created with", async () => {
  const details = {
    name: "Notizen",
    url: "https://notes.example.org",
    timeZone: "Europe/Berlin",
    language: "de",
  };
  expect(await create({ ...details, createdBy: ada })).toMatchObject(details);
});

test("a site's slug is its name's, with a number where another site has it, and stays", async () => {
  const name = `Notes ${newId()}`;
  const [first, second] = await Promise.all([
    create({ name, createdBy: ada }),
    create({ name, createdBy: bob }),
  ]);
  const slug = name.toLowerCase().replace(" ", "-");
  expect([first.slug, second.slug].sort()).toEqual([slug, `${slug}-2`]);
  await changeSite(db, first.id, { name: "Another name", undoMinutes: 10, url: undefined });
  expect(await listSites(db, ada)).toMatchObject([
    { name: "Another name", slug: first.slug, undoMinutes: 10 },
  ]);
  await changeSite(db, first.id, {});
  expect(await create({ name: "🙂", createdBy: ada })).toMatchObject({
    slug: expect.stringMatching(/^[\da-f-]{36}$/),
  });
});

test("a site and its first member are there together or not at all", async () => {
  const name = newId();
  await expect(create({ name, createdBy: newId() })).rejects.toThrow();
  await expect(
    db.transaction().execute(async (tx) => {
      await createSite(tx, { name, createdBy: ada });
      throw new Error("Changed my mind");
    }),
  ).rejects.toThrow("Changed my mind");
  expect(await db.selectFrom("sites").where("name", "=", name).selectAll().execute()).toEqual([]);
});

test("a user's sites are listed with the user's role, oldest first", async () => {
  const first = await create({ name: "First", createdBy: ada });
  const second = await create({ name: "Second", createdBy: bob });
  await join(second.id, ada, 1);
  expect(await listSites(db, ada)).toEqual([
    { ...first, role: "admin" },
    { ...second, role: "editor" },
  ]);
  expect(await listSites(db, eve)).toEqual([]);
});

test("a role is one's own, in this site", async () => {
  const site = await create({ name: "Notes", createdBy: ada });
  const other = await create({ name: "Other", createdBy: eve });
  await join(site.id, bob, 1);
  expect(await roleIn(db, site.id, ada)).toBe("admin");
  expect(await roleIn(db, site.id, bob)).toBe("editor");
  expect(await roleIn(db, other.id, ada)).toBeUndefined();
  expect(await roleIn(db, newId(), ada)).toBeUndefined();
});

test("without a biller, the default user is the first member", async () => {
  const site = await create({ name: "Notes", createdBy: ada });
  await join(site.id, bob, 1);
  expect(await defaultUserOf(db, site.id)).toEqual({
    userId: ada,
    name: "Somebody",
    isBiller: false,
  });
});

test("the first biller comes before members who are none", async () => {
  const site = await create({ name: "Notes", createdBy: ada });
  await join(site.id, bob, 1);
  await join(site.id, eve, 2);
  await setBiller(site.id, eve, true);
  expect(await defaultUserOf(db, site.id)).toEqual({
    userId: eve,
    name: "Somebody",
    isBiller: true,
  });
  await setBiller(site.id, bob, true);
  expect(await defaultUserOf(db, site.id)).toEqual({
    userId: bob,
    name: "Somebody",
    isBiller: true,
  });
});

test("the default user changes with the order, the flags and the members", async () => {
  const site = await create({ name: "Notes", createdBy: ada });
  await join(site.id, bob, 1);
  await order(site.id, [bob, ada]);
  expect(await defaultUserOf(db, site.id)).toEqual({
    userId: bob,
    name: "Somebody",
    isBiller: false,
  });
  await setBiller(site.id, ada, true);
  expect(await defaultUserOf(db, site.id)).toEqual({
    userId: ada,
    name: "Somebody",
    isBiller: true,
  });
  await setBiller(site.id, bob, true);
  expect(await defaultUserOf(db, site.id)).toEqual({
    userId: bob,
    name: "Somebody",
    isBiller: true,
  });
  await db.deleteFrom("members").where("userId", "=", bob).execute();
  expect(await defaultUserOf(db, site.id)).toEqual({
    userId: ada,
    name: "Somebody",
    isBiller: true,
  });
});

test("a site without members has no default user", async () => {
  expect(await defaultUserOf(db, newId())).toBeUndefined();
});

function create(site: NewSite): Promise<Site> {
  return db.transaction().execute((tx) => createSite(tx, site));
}

function join(siteId: string, userId: string, position: number) {
  return db.insertInto("members").values({ siteId, userId, role: "editor", position }).execute();
}

function setBiller(siteId: string, userId: string, isBiller: boolean) {
  return db
    .updateTable("members")
    .set({ isBiller })
    .where("siteId", "=", siteId)
    .where("userId", "=", userId)
    .execute();
}

function order(siteId: string, userIds: string[]) {
  return db.transaction().execute(async (tx) => {
    for (const [position, userId] of userIds.entries()) {
      await tx
        .updateTable("members")
        .set({ position })
        .where("siteId", "=", siteId)
        .where("userId", "=", userId)
        .execute();
    }
  });
}
