import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { hours, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { Connector } from "#connector/contract.ts";
import { findConnections } from "#connections/connections.ts";
import type { Connection } from "#connections/connections.ts";
import { findDelivery } from "#delivery/read.ts";
import { addUser, openMedia } from "#media/testing.ts";
import { createSite } from "#people/sites.ts";
import { createPost } from "#posts/posts.ts";
import type { NewPost, PostsContext } from "#posts/posts.ts";
import { openTestStore } from "#test/database/store.ts";
import type { WorkflowsContext } from "./context.ts";
import { findRun, listRuns } from "./read.ts";
import { composeTarget, contentOf, shareOnPublication, startRun } from "./run.ts";

const store = await openTestStore();
const { db } = store;
const media = await openMedia();
const now = new Date("2026-11-01T12:00:00Z");
const told: string[] = [];
const platformId = "test-platform";
const context: WorkflowsContext = {
  ...{ db, clock: { now: () => now }, media: media.context },
  platforms: new Map([[platformId, { connector: echo(), origins: {}, hosts: [] }]]),
  onRejected: (_, deliveryId) => Promise.resolve(void told.push(deliveryId)),
};
const posts: PostsContext = {
  onPublished: (tx, post) => shareOnPublication(tx, context, post),
  onScheduled: () => Promise.resolve(),
};
let [ada, siteId] = ["", ""];

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});

beforeEach(async () => {
  told.length = 0;
  ada = await addUser(db);
  siteId = (await createSite(db, { name: "Notes", language: "de", createdBy: ada })).id;
});

describe("a publication", () => {
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
    const unknown = await connect(ada, true, "no-such-platform");
    await expect(publish({})).rejects.toThrow(`no connector for the platform "no-such-platform"`);
    expect(await db.selectFrom("posts").where("siteId", "=", siteId).selectAll().execute()).toEqual(
      [],
    );
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toEqual([]);
    await db.deleteFrom("connections").where("id", "=", unknown.id).execute();
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
    const content = await contentOf(db, post);
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
      ...{ author: "Ada", site: "Notes", images: [], language: null },
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
    const again = db.transaction().execute((tx) => shareOnPublication(tx, context, post));
    await expect(again).rejects.toThrow("runs_one_per_publication");
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
    expect(await contentOf(db, post)).toMatchObject({
      ...{ title: "On Engines", tags: ["engines"], author: "Somebody" },
      ...{ site: "Notes", language: "de" },
    });
  });

  it("has no author's name once the author is gone", async () => {
    const post = await publish({});
    expect(await contentOf(db, { ...post, authorId: null })).toMatchObject({ author: "" });
  });
});

/** Its compositions are the caption, and a problem where that is empty. */
function echo(): Connector {
  const fileLimits = { maxBytes: 1000, maxSidePx: 10, mediaTypes: ["image/png"] };
  const connector: Partial<Connector> = {
    options: [],
    limits: () => ({
      ...{ text: [], thread: null, card: null },
      images: {
        ...{ ...fileLimits, maxCount: 1, maxAltLength: { max: 9, unit: "grapheme" } },
        source: { url: "", checkedOn: "" },
      },
    }),
    compose: ({ text, images, link }) => ({
      segments: [{ text, lengths: [], images, card: link, extra: {} }],
      problems:
        text === "" ? [{ severity: "error", code: "empty", message: "There is no text." }] : [],
    }),
  };
  return connector as Connector;
}

async function connect(
  userId: string,
  isAutopost: boolean,
  platform = platformId,
): Promise<Connection> {
  const id = newId();
  await db
    .insertInto("connections")
    .values({
      ...{ id, userId, platform, remoteId: id, kind: "person", name: "Ada", state: "active" },
      isAutopost,
    })
    .execute();
  const [connection] = await findConnections(db, userId, [id]);
  if (connection === undefined) throw new Error("not connected");
  return connection;
}

function publish(post: Partial<NewPost>) {
  const whole: NewPost = {
    ...{ siteId, authorId: ada, status: "published", slug: undefined, publishAt: null },
    ...{ title: "Title", excerpt: "", body: "", url: null, tags: [], captions: {}, images: [] },
    ...{ isAutopost: true, ...post },
  };
  return db.transaction().execute((tx) => createPost(tx, posts, whole, now));
}
