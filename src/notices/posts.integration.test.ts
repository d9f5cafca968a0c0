import { afterAll, beforeEach, expect, it } from "vitest";
import { minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { createSite } from "#people/sites.ts";
import type { OverduePost } from "#posts/overdue.ts";
import { openTestStore } from "#test/database/store.ts";
import { listNotices } from "./notices.ts";
import { noticeUnpublished } from "./posts.ts";

const store = await openTestStore();
const { db } = store;
const publishAt = new Date("2026-12-08T14:30:00Z");
const late = plus(publishAt, minutes(6));
let [ada, bob] = ["", ""];
let post: OverduePost;

afterAll(() => store[Symbol.asyncDispose]());

beforeEach(async () => {
  await db.deleteFrom("notices").execute();
  [ada, bob] = [newId(), newId()];
  const users = [ada, bob].map((id) => ({ id, name: "Somebody", email: `${id}@example.org` }));
  await db.insertInto("users").values(users).execute();
  const site = { name: "Notes", timeZone: "Europe/Berlin", createdBy: ada };
  const { id: siteId } = await db.transaction().execute((tx) => createSite(tx, site));
  await db
    .insertInto("members")
    .values({ siteId, userId: bob, role: "editor", position: 1 })
    .execute();
  post = { id: newId(), siteId, authorId: bob, title: "On Engines", publishAt };
});

it("its author is told of a scheduled post that stays unpublished, once for each time", async () => {
  await noticeUnpublished(db, post, plus(publishAt, minutes(3)));
  expect(await toldTo(bob)).toEqual([]);
  for (const at of [late, plus(late, minutes(1))]) await noticeUnpublished(db, post, at);
  expect(await toldTo(bob)).toEqual([
    expect.stringMatching(
      /^“On Engines” was to be published on Tuesday.* 15:30 \(Europe\/Berlin\)/,
    ),
  ]);
  const again = { ...post, publishAt: plus(publishAt, minutes(1)) };
  await noticeUnpublished(db, again, plus(late, minutes(1)));
  expect(await toldTo(bob)).toHaveLength(2);
});

it("where its author has left, the site's default user is, and the operator of a site without people", async () => {
  await db.deleteFrom("members").where("userId", "=", bob).execute();
  await noticeUnpublished(db, post, late);
  expect([await toldTo(bob), await toldTo(ada)]).toEqual([[], [expect.any(String)]]);
  await db.deleteFrom("members").where("userId", "=", ada).execute();
  await noticeUnpublished(db, { ...post, id: newId(), title: "" }, late);
  expect(await toldTo(null)).toEqual([expect.stringMatching(/^A post without a title was/)]);
});

async function toldTo(userId: string | null): Promise<string[]> {
  const filter = { userId: userId ?? newId(), isOperator: userId === null, limit: 9 };
  return (await listNotices(db, filter)).map(({ message }) => message);
}
