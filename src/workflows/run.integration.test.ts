import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { hours, minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { changeConnection } from "#connections/connections.ts";
import type { Connection } from "#connections/connections.ts";
import { findDelivery } from "#delivery/read.ts";
import { addUser, openMedia } from "#media/testing.ts";
import { changeSite, createSite } from "#people/sites.ts";
import { createPost, deletePost, publishScheduled } from "#posts/posts.ts";
import type { NewPost, PostsContext } from "#posts/posts.ts";
import type { Post } from "#posts/read.ts";
import { openTestStore } from "#test/database/store.ts";
import { withdrawFromMember, withdrawPost, withdrawSite } from "./cancel.ts";
import { contentOf } from "./content.ts";
import type { WorkflowsContext } from "./context.ts";
import { findRun, listRuns } from "./read.ts";
import { composeTarget, startRun } from "./run.ts";
import { autopostOf, shareOnPublication } from "./share.ts";
import { connectTo, echo } from "./testing.ts";

const store = await openTestStore();
const { db } = store;
const media = await openMedia();
const now = new Date("2026-11-01T12:00:00Z");
const told: string[] = [];
const platformId = "test-platform";
const brokenId = "broken-platform";
const reached = { origins: {}, hosts: [], settings: {}, canReachUs: true };
const context: WorkflowsContext = {
  ...{ db, clock: { now: () => now }, media: media.context },
  platforms: new Map([
    [platformId, { connector: echo(), ...reached }],
    [brokenId, { connector: { ...echo(), compose: outOfOrder }, ...reached }],
  ]),
  publicUrl: null,
  onRejected: (_, deliveryId) => Promise.resolve(void told.push(deliveryId)),
};
const posts: PostsContext = {
  onPublished: (tx, post, occasion) => shareOnPublication(tx, context, post, occasion),
  onScheduled: () => Promise.resolve(),
  onDeleting: (tx, postId) => withdrawPost(tx, postId, now),
};
let [ada, siteId] = ["", ""];

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});

beforeEach(async () => {
  told.length = 0;
  ada = await addUser(db);
  siteId = await addSite();
});

describe("a publication", () => {
  it("can be undone for as long as the site wants, unless its time was set beforehand", async () => {
    await connect(ada, true);
    await undoFor(10);
    const until = plus(now, minutes(10));
    const saved = await publish({});
    const due = await publish({ status: "scheduled", publishAt: now });
    await db.transaction().execute((tx) => publishScheduled(tx, posts, due.id, now));
    const runs = await listRuns(db, { siteIds: [siteId], limit: 10 });
    expect(runs).toMatchObject([
      { postId: due.id, scheduledFor: null, deliveries: [{ dueAt: now }] },
      { postId: saved.id, scheduledFor: until, deliveries: [{ dueAt: until }] },
    ]);
  });

  it("goes to no connection that is limited to other sites", async () => {
    const [limited, all] = [await connect(ada, true), await connect(ada, true)];
    const other = await addSite();
    await limit(limited, [other]);
    await publish({});
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toMatchObject([
      { deliveries: [{ connectionId: all.id }] },
    ]);
    await limit(limited, [other, siteId]);
    expect((await autopostOf(db, context, siteId)).connections.map(({ id }) => id)).toEqual([
      ...[limited.id, all.id],
    ]);
  });

  it("goes to those of the default user's connections that are switched on, in one run", async () => {
    const [on, also] = [await connect(ada, true), await connect(ada, true)];
    await connect(ada, false);
    const post = await publish({ title: "On Engines" });
    const [run, ...others] = await listRuns(db, { siteIds: [siteId], limit: 10 });
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      ...{ postId: post.id, postTitle: "On Engines", trigger: "publication", startedBy: ada },
      ...{ scheduledFor: null, createdAt: now },
    });
    expect(run?.deliveries).toMatchObject([
      { connectionId: on.id, state: "scheduled", dueAt: now },
      { connectionId: also.id, state: "scheduled", dueAt: now },
    ]);
  });

  it("goes to the biller's connections where there is one, whoever wrote the post", async () => {
    const bob = await addUser(db);
    await db
      .insertInto("members")
      .values({ siteId, userId: bob, role: "editor", isBiller: true, position: 1 })
      .execute();
    await connect(ada, true);
    const { id } = await connect(bob, true);
    await publish({});
    const [run] = await listRuns(db, { siteIds: [siteId], limit: 10 });
    expect(run?.deliveries.map(({ connectionId }) => connectionId)).toEqual([id]);
  });

  it("starts no run where nothing is to be shared, or nobody is there to share it", async () => {
    await publish({});
    await connect(ada, true);
    await publish({ isAutopost: false });
    await publish({ status: "draft" });
    await db.deleteFrom("members").where("siteId", "=", siteId).execute();
    await publish({});
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toEqual([]);
  });

  it("leaves neither post nor run nor delivery behind when it fails half-way", async () => {
    await connect(ada, true);
    const broken = await connect(ada, true, brokenId);
    await expect(publish({})).rejects.toThrow("Out of order");
    expect(await db.selectFrom("posts").where("siteId", "=", siteId).selectAll().execute()).toEqual(
      [],
    );
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toEqual([]);
    await db.deleteFrom("connections").where("id", "=", broken.id).execute();
  });

  it("passes by a connection to a platform that this version does not know", async () => {
    const known = await connect(ada, true);
    await connect(ada, true, "no-such-platform");
    await publish({});
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toMatchObject([
      { deliveries: [{ connectionId: known.id }] },
    ]);
  });

  it("tells of what cannot be sent as it is", async () => {
    await connect(ada, true);
    await publish({ title: "", body: "" });
    const [run] = await listRuns(db, { siteIds: [siteId], limit: 10 });
    expect(run?.deliveries).toMatchObject([
      { state: "rejected", trouble: { kind: "refused", message: "There is no text." } },
    ]);
    expect(told).toEqual([run?.deliveries[0]?.id]);
  });
});

describe("a run", () => {
  it("stores what the preview showed, target by target", async () => {
    const [first, second] = [await connect(ada, false), await connect(ada, false)];
    const post = await publish({ title: "On Engines", body: "What they do." });
    const targets = [{ connection: first, caption: "For {{author}}" }, { connection: second }];
    const content = await contentOf(db, context, post);
    const previews = await Promise.all(
      targets.map((target) => composeTarget(db, context, content, target)),
    );
    const runId = await db.transaction().execute((tx) =>
      startRun(tx, context, {
        ...{ siteId, postId: post.id, trigger: "person", startedBy: ada, scheduledFor: null },
        ...{ content, targets },
      }),
    );
    const run = await findRun(db, runId);
    for (const [index, { id }] of (run?.deliveries ?? []).entries()) {
      expect((await findDelivery(db, id))?.composition).toEqual(previews[index]);
    }
    expect(previews.map(({ segments }) => segments[0]?.text)).toEqual([
      "For Somebody",
      "On Engines\n\nWhat they do.",
    ]);
  });

  it("may be of a message that is no post, at a later time", async () => {
    const connection = await connect(ada, false);
    const scheduledFor = plus(now, hours(3));
    const content = {
      ...{ title: "", excerpt: "", body: "Hello", url: null, tags: [], captions: {} },
      ...{ author: "Ada", site: "Notes", images: [], language: null, rules: {} },
    };
    const runId = await db.transaction().execute((tx) =>
      startRun(tx, context, {
        ...{ siteId, postId: null, trigger: "person", startedBy: ada, scheduledFor },
        ...{ content, targets: [{ connection }] },
      }),
    );
    expect(await findRun(db, runId)).toMatchObject({
      ...{ postId: null, postTitle: null, scheduledFor },
      deliveries: [{ state: "scheduled", dueAt: scheduledFor }],
    });
  });

  it("of one publication is the only one, ever", async () => {
    await connect(ada, true);
    const post = await publish({});
    const again = db.transaction().execute((tx) => shareOnPublication(tx, context, post, "saved"));
    await expect(again).rejects.toThrow("runs_one_per_publication");
  });
});

describe("what goes", () => {
  it.each(["scheduled", "waiting", "held"])("takes with it what is %s", async (state) => {
    await connect(ada, true);
    const { id: postId } = await publish({});
    await setState(postId, state);
    expect(await remove(postId)).toBe("deleted");
    const [run] = await listRuns(db, { siteIds: [siteId], limit: 10 });
    expect(run).toMatchObject({ postId: null, deliveries: [{ state: "cancelled" }] });
  });

  it("stays while it is being sent, with all that waits", async () => {
    await connect(ada, true);
    const [waiting, running] = [await publish({}), await publish({})];
    await setState(running.id, "running");
    expect(await remove(running.id)).toBe("sending");
    const site = await db.transaction().execute((tx) => withdrawSite(tx, siteId, now));
    expect(site).toBe("sending");
    const runs = await listRuns(db, { siteIds: [siteId], postIds: [waiting.id], limit: 10 });
    expect(runs).toMatchObject([{ deliveries: [{ state: "scheduled" }] }]);
  });

  it("as a member, gets nothing more of the site", async () => {
    const bob = await addUser(db);
    const [own, others] = [await connect(bob, true), await connect(ada, true)];
    const { id: postId } = await publish({ isAutopost: false });
    const content = await contentOf(db, context, { ...blank, siteId, authorId: null });
    await db.transaction().execute((tx) =>
      startRun(tx, context, {
        ...{ siteId, postId, trigger: "person", startedBy: ada, scheduledFor: null, content },
        targets: [{ connection: own }, { connection: others }],
      }),
    );
    const leave = { siteId, userId: bob };
    await db.transaction().execute((tx) => withdrawFromMember(tx, leave, now));
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toMatchObject([
      {
        deliveries: [
          { connectionId: own.id, state: "cancelled" },
          { connectionId: others.id, state: "scheduled" },
        ],
      },
    ]);
  });
});

describe("the history", () => {
  it("lists the newest first, page by page, for the sites and posts that are asked for", async () => {
    await connect(ada, true);
    const published = [];
    for (const title of ["1", "2", "3"]) published.unshift(await publish({ title }));
    const all = await listRuns(db, { siteIds: [siteId], limit: 10 });
    expect(all.map(({ postTitle }) => postTitle)).toEqual(["3", "2", "1"]);
    const before = all[0]?.id ?? "";
    expect(await listRuns(db, { siteIds: [siteId], limit: 1, before })).toEqual([all[1]]);
    const postIds = [published[2]?.id ?? ""];
    expect(await listRuns(db, { siteIds: [siteId], postIds, limit: 10 })).toEqual([all[2]]);
    for (const none of [{ siteIds: [] }, { siteIds: [siteId], postIds: [] }]) {
      expect(await listRuns(db, { ...none, limit: 10 })).toEqual([]);
    }
    expect(await findRun(db, newId())).toBeUndefined();
  });
});

describe("a post as captions see it", () => {
  it("has its author's and its site's name, and the site's language", async () => {
    const post = await publish({ title: "On Engines", tags: ["engines"] });
    expect(await contentOf(db, context, post)).toMatchObject({
      ...{ title: "On Engines", tags: ["engines"], author: "Somebody" },
      ...{ site: "Notes", language: "de" },
    });
  });

  it("has its own address, else that of its page, where readers can reach it", async () => {
    const elsewhere = "https://example.org/elsewhere";
    const reachable = { publicUrl: "https://broadside.example.org" };
    const urlOf = async (
      post: Partial<NewPost>,
      from = reachable as { publicUrl: string | null },
    ) => (await contentOf(db, from, await publish(post))).url;
    const page = expect.stringMatching(
      /^https:\/\/broadside\.example\.org\/@notes[-\d]*\/on-engines/,
    );
    expect(await urlOf({ title: "On Engines" })).toEqual(page);
    expect(await urlOf({ title: "On Engines", url: elsewhere })).toBe(elsewhere);
    expect(await urlOf({ title: "", body: "A note." }), "whole where it is posted").toBeNull();
    expect(await urlOf({ title: "On Engines", status: "draft" })).toBeNull();
    expect(await urlOf({ title: "On Engines" }, { publicUrl: null })).toBeNull();
  });

  it("has no author's name once the author is gone", async () => {
    const post = await publish({});
    expect(await contentOf(db, context, { ...post, authorId: null })).toMatchObject({ author: "" });
  });
});

function outOfOrder(): never {
  throw new Error("Out of order");
}

const blank = {
  ...{ title: "Title", excerpt: "", body: "", url: null, tags: [], captions: {}, images: [] },
  ...{ slug: "title", status: "draft" as const },
};

function remove(postId: string) {
  return db.transaction().execute((tx) => deletePost(tx, posts, postId));
}

async function setState(postId: string, state: string): Promise<void> {
  await db
    .updateTable("deliveries")
    .set({ state })
    .where("runId", "in", (eb) => eb.selectFrom("runs").select("id").where("postId", "=", postId))
    .execute();
}

async function addSite(): Promise<string> {
  const site = { name: "Notes", language: "de", createdBy: ada };
  return (await db.transaction().execute((tx) => createSite(tx, site))).id;
}

function undoFor(undoMinutes: number): Promise<void> {
  return changeSite(db, siteId, { undoMinutes });
}

function limit({ id, userId }: Connection, siteIds: string[]) {
  const set = { change: { siteIds }, now };
  return db.transaction().execute((tx) => changeConnection(tx, { userId, id }, set));
}

function connect(userId: string, isAutopost: boolean, platform = platformId): Promise<Connection> {
  return connectTo(db, platform, { userId, isAutopost });
}

async function publish(post: Partial<NewPost>): Promise<Post> {
  const whole: NewPost = {
    ...{ siteId, authorId: ada, status: "published", slug: undefined, publishAt: null },
    ...{ title: "Title", excerpt: "", body: "", url: null, tags: [], captions: {}, images: [] },
    ...{ isAutopost: true, ...post },
  };
  const result = await db.transaction().execute((tx) => createPost(tx, posts, whole, now));
  if (result.kind !== "saved") throw new Error(result.kind);
  return result.post;
}
