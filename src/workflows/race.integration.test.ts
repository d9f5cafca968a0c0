// A publication takes a while; what becomes of it when something changes meanwhile.

import { sql } from "kysely";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { changeConnection } from "#connections/connections.ts";
import { addImage, addUser, noise, openMedia } from "#media/testing.ts";
import { removeMember } from "#people/members.ts";
import { createSite, deleteSite } from "#people/sites.ts";
import { createPost, publishScheduled, updatePost } from "#posts/posts.ts";
import type { NewPost, PostsContext } from "#posts/posts.ts";
import type { Post } from "#posts/read.ts";
import { untilBlocked } from "#test/database/blocked.ts";
import { openTestStore } from "#test/database/store.ts";
import { withdrawFromMember, withdrawPost, withdrawSite } from "./cancel.ts";
import type { WorkflowsContext } from "./context.ts";
import { listRuns } from "./read.ts";
import { shareOnPublication } from "./share.ts";
import { connectTo, echo } from "./testing.ts";

const store = await openTestStore();
const { db } = store;
const media = await openMedia();
const now = new Date("2026-11-01T12:00:00Z");
const platform = "test-platform";
const context: WorkflowsContext = {
  ...{ db, clock: { now: () => now }, media: media.context },
  platforms: new Map([
    [platform, { connector: echo(), origins: {}, hosts: [], settings: {}, canReachUs: true }],
  ]),
  publicUrl: null,
  onRejected: () => Promise.resolve(),
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
  ada = await addUser(db);
  const site = { name: "Notes", createdBy: ada };
  siteId = (await db.transaction().execute((tx) => createSite(tx, site))).id;
});

describe("while a post is being published", () => {
  it("its site's default user is removed: nothing of it goes to their account", async () => {
    const bob = await addUser(db);
    const biller = { siteId, userId: bob, role: "editor", isBiller: true, position: 1 };
    await db.insertInto("members").values(biller).execute();
    await connectTo(db, platform, { userId: bob, isAutopost: true });
    const gate = openGate();
    const publishing = publish(await addDraft(), {
      ...posts,
      async onPublished(...given) {
        await posts.onPublished(...given);
        await gate.pass();
      },
    });
    await gate.reached;
    const leaving = db.transaction().execute(async (tx) => {
      await removeMember(tx, { siteId, userId: bob });
      await withdrawFromMember(tx, { siteId, userId: bob }, now);
    });
    await untilBlocked(db, leaving);
    gate.open();
    await Promise.all([publishing, leaving]);
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toMatchObject([
      { deliveries: [{ state: "cancelled" }] },
    ]);
  });

  it("auto-posting is switched off for a connection: it gets nothing, and others their share", async () => {
    const [off, on] = [
      await connectTo(db, platform, { userId: ada, isAutopost: true }),
      await connectTo(db, platform, { userId: ada, isAutopost: true }),
    ];
    const bytes = await noise({ width: 4, height: 4 }).png().toBuffer();
    const { mediaId } = await addImage(media.context, db, ada, bytes);
    const draft = await addDraft({ images: [{ mediaId, alt: "", isCover: false }] });
    // Composing looks the image up, and so waits.
    const gate = openGate();
    const holding = db.transaction().execute(async (tx) => {
      await sql`lock table media in access exclusive mode`.execute(tx);
      await gate.pass();
    });
    await gate.reached;
    const publishing = publish(draft);
    await untilBlocked(db, publishing);
    const set = { change: { isAutopost: false }, now };
    await db.transaction().execute((tx) => changeConnection(tx, { userId: ada, id: off.id }, set));
    gate.open();
    await Promise.all([holding, publishing]);
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toMatchObject([
      { deliveries: [{ connectionId: on.id }] },
    ]);
  });

  it("its site is deleted: that waits, and takes the publication with it", async () => {
    await connectTo(db, platform, { userId: ada, isAutopost: true });
    const gate = openGate();
    const { id } = await addDraft({ status: "scheduled", publishAt: now });
    const late: PostsContext = {
      ...posts,
      async onPublished(...given) {
        await gate.pass();
        await posts.onPublished(...given);
      },
    };
    const publishing = db.transaction().execute((tx) => publishScheduled(tx, late, id, now));
    await gate.reached;
    const deleting = db.transaction().execute(async (tx) => {
      expect(await withdrawSite(tx, siteId, now)).toBe("withdrawn");
      await deleteSite(tx, siteId);
    });
    await untilBlocked(db, deleting);
    gate.open();
    await Promise.all([publishing, deleting]);
    expect(await listRuns(db, { siteIds: [siteId], limit: 10 })).toEqual([]);
  });
});

/** Where work waits until the test lets it go on. */
function openGate() {
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    reached: reached.promise,
    open: opened.resolve,
    pass(): Promise<void> {
      reached.resolve();
      return opened.promise;
    },
  };
}

async function addDraft(change: Partial<NewPost> = {}): Promise<Post> {
  const draft: NewPost = {
    ...{ siteId, authorId: ada, status: "draft", slug: undefined, publishAt: null },
    ...{ title: "Title", excerpt: "", body: "", url: null, tags: [], captions: {}, images: [] },
    ...{ isAutopost: true, ...change },
  };
  const result = await db.transaction().execute((tx) => createPost(tx, posts, draft, now));
  if (result.kind !== "saved") throw new Error(result.kind);
  return result.post;
}

function publish({ id }: Post, using = posts) {
  const update = { id, change: { status: "published" as const }, now };
  return db.transaction().execute((tx) => updatePost(tx, using, update));
}
