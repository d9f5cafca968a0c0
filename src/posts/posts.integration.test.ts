import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { hours, minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { Tx } from "#store/open.ts";
import { openTestStore } from "#test/database/store.ts";
import { publishOverdue } from "./overdue.ts";
import { createPost, deletePost, publishScheduled, updatePost } from "./posts.ts";
import type { NewPost, PostChange, PostsContext, SaveResult } from "./posts.ts";
import { findPost, listPosts } from "./read.ts";
import type { Post } from "./read.ts";

const store = await openTestStore();
const { db } = store;
const now = new Date("2026-11-01T12:00:00Z");
const later = plus(now, hours(1));
let [siteId, authorId] = ["", ""];
let published: Post[] = [];
let deleting: string[] = [];
let isSending = false;
let scheduled: { postId: string; publishAt: Date }[] = [];

const context: PostsContext = {
  onPublished: (_, post) => Promise.resolve(void published.push(post)),
  onScheduled: (_, postId, publishAt) =>
    Promise.resolve(void scheduled.push({ postId, publishAt })),
  onDeleting(_, postId) {
    deleting.push(postId);
    return Promise.resolve(isSending ? "sending" : "withdrawn");
  },
};
const failing: PostsContext = {
  ...context,
  onPublished: () => Promise.reject(new Error("The run cannot be made")),
};

afterAll(() => store[Symbol.asyncDispose]());

beforeEach(async () => {
  [published, scheduled, deleting, isSending] = [[], [], [], false];
  authorId = newId();
  await db
    .insertInto("users")
    .values({ id: authorId, name: "Ada", email: `${authorId}@example.org` })
    .execute();
  siteId = await addSite();
});

describe("a new post", () => {
  it("is kept as it was written", async () => {
    const content = {
      ...{ title: "On Engines", excerpt: "Short.", body: "Long.", url: "https://example.org/e" },
      ...{ tags: ["engines", "ünïcode"], captions: { default: "Read {{url}}" }, isAutopost: false },
      images: [
        { mediaId: await addMedia(), alt: "A mill", isCover: true },
        { mediaId: await addMedia(), alt: "", isCover: false },
      ],
    };
    const post = await create({ ...content, status: "draft" });
    expect(post).toMatchObject({
      ...{ ...content, siteId, authorId, status: "draft", slug: "on-engines" },
      ...{ publishAt: null, publishedAt: null, createdAt: now, updatedAt: now },
    });
    expect(await findPost(db, post.id)).toEqual(post);
    expect([published, scheduled]).toEqual([[], []]);
  });

  it("is published at once, and whoever must know of it is told in the same transaction", async () => {
    const post = await create({ status: "published" });
    expect(post).toMatchObject({ status: "published", publishedAt: now });
    expect(published).toEqual([post]);
  });

  it("is not there when what its publication causes cannot be", async () => {
    await expect(create({ status: "published" }, failing)).rejects.toThrow("cannot be made");
    expect(await listPosts(db, { siteIds: [siteId], limit: 10 })).toEqual([]);
  });

  it("waits for its time", async () => {
    const post = await create({ status: "scheduled", publishAt: later });
    expect(post).toMatchObject({ status: "scheduled", publishAt: later, publishedAt: null });
    expect(scheduled).toEqual([{ postId: post.id, publishAt: later }]);
    expect(published).toEqual([]);
  });
});

describe("a change", () => {
  it("touches what it names and leaves the rest", async () => {
    const mediaId = await addMedia();
    const before = await create({
      ...{ status: "draft", title: "Old", body: "Body", tags: ["a"] },
      images: [{ mediaId, alt: "A mill", isCover: true }],
    });
    const after = await update(before.id, { title: "New" }, plus(now, minutes(1)));
    expect(after).toEqual({ ...before, title: "New", updatedAt: plus(now, minutes(1)) });
    expect(await update(before.id, { images: [] })).toMatchObject({ images: [], title: "New" });
  });

  it("publishes a draft, once in its life", async () => {
    const { id } = await create({ status: "draft" });
    const post = await update(id, { status: "published", title: "Final" });
    expect(post).toMatchObject({ status: "published", publishedAt: now, title: "Final" });
    await update(id, { status: "published", title: "Corrected" }, later);
    expect(published).toEqual([post]);
    expect(await findPost(db, id)).toMatchObject({ title: "Corrected", publishedAt: now });
  });

  it("never takes a published post back", async () => {
    const { id } = await create({ status: "published" });
    await update(id, { status: "draft" });
    await update(id, { status: "scheduled", publishAt: later });
    expect(await findPost(db, id)).toMatchObject({ status: "published", publishAt: null });
    expect(scheduled).toEqual([]);
  });

  it("by two at once publishes once", async () => {
    const { id } = await create({ status: "draft" });
    await Promise.all([1, 2, 3].map((n) => update(id, { status: "published", title: `By ${n}` })));
    expect(published).toHaveLength(1);
  });

  it("that cannot be carried through changes nothing", async () => {
    const { id } = await create({ status: "draft", title: "Old" });
    const change = { status: "published", title: "New" } as const;
    await expect(update(id, change, now, failing)).rejects.toThrow("cannot be made");
    expect(await findPost(db, id)).toMatchObject({ status: "draft", title: "Old" });
  });

  it("of a post that is gone is none", async () => {
    expect(await update(newId(), { title: "New" })).toBeUndefined();
  });
});

describe("a scheduled post", () => {
  const due = { status: "scheduled", publishAt: later } as const;

  it("is published when its time has come, once", async () => {
    const { id } = await create(due);
    await Promise.all([publishAt(id, later), publishAt(id, later), publishAt(id, plus(later, 1))]);
    expect(published).toMatchObject([{ id, status: "published" }]);
  });

  it("is called again when it is called too early, as by a computer whose clock is ahead", async () => {
    const { id } = await create(due);
    await publishAt(id, plus(later, -1));
    expect(published).toEqual([]);
    expect(scheduled).toEqual([
      { postId: id, publishAt: later },
      { postId: id, publishAt: later },
    ]);
  });

  it("goes by its latest time", async () => {
    const { id } = await create(due);
    const latest = plus(later, hours(1));
    await update(id, { publishAt: latest });
    expect(scheduled.at(-1)).toEqual({ postId: id, publishAt: latest });
    await publishAt(id, later);
    expect(published).toEqual([]);
    await publishAt(id, latest);
    expect(published).toHaveLength(1);
  });

  it("is left alone once it is a draft again, published by hand, or gone", async () => {
    const [draft, byHand, gone] = [await create(due), await create(due), await create(due)];
    await update(draft.id, { status: "draft" });
    await update(byHand.id, { status: "published" });
    await db.transaction().execute((tx) => deletePost(tx, context, gone.id));
    expect(deleting).toEqual([gone.id]);
    for (const { id } of [draft, byHand, gone]) await publishAt(id, later);
    expect(published).toMatchObject([{ id: byHand.id }]);
  });

  it("that cannot be published stays scheduled", async () => {
    const { id } = await create(due);
    await expect(
      db.transaction().execute((tx) => publishScheduled(tx, failing, id, later)),
    ).rejects.toThrow("cannot be made");
    expect(await findPost(db, id)).toMatchObject({ status: "scheduled" });
  });
});

describe("a slug", () => {
  it("is the author's where there is one, else made of the title, else of the text", async () => {
    const draft = { status: "draft", title: "A Title", body: "The text" } as const;
    expect((await create({ ...draft, slug: "My Own" })).slug).toBe("my-own");
    expect((await create(draft)).slug).toBe("a-title");
    expect((await create({ ...draft, title: "" })).slug).toBe("the-text");
  });

  it("is the post's id where nothing is left of the words", async () => {
    const { id, slug } = await create({ status: "draft", title: "🙂 !?" });
    expect(slug).toBe(id);
  });

  it("gets a number where another post of the site has it, and only there", async () => {
    const draft = { status: "draft", title: "Notes" } as const;
    const slugs = [await create(draft), await create(draft), await create(draft)];
    expect(slugs.map(({ slug }) => slug)).toEqual(["notes", "notes-2", "notes-3"]);
    siteId = await addSite();
    expect((await create(draft)).slug).toBe("notes");
  });

  it("of many posts saved at once is each post's own, titles with numbers among them", async () => {
    const titles = ["Notes", "Notes 2", "Notes", "Notes 2", "Notes", "Notes 3"];
    const posts = await Promise.all(titles.map((title) => create({ status: "draft", title })));
    expect(new Set(posts.map(({ slug }) => slug)).size).toBe(titles.length);
  });

  it("stays a post's own when it is saved again under it", async () => {
    const { id } = await create({ status: "draft", title: "Notes" });
    expect(await update(id, { slug: "Notes" })).toMatchObject({ slug: "notes" });
    expect(await update(id, { title: "Another title" })).toMatchObject({ slug: "notes" });
  });

  it("that somebody asks for is had as it is, or not at all", async () => {
    const draft = { status: "draft", slug: "Notes" } as const;
    const { id } = await create(draft);
    const other = await create({ status: "draft", title: "Other" });
    expect(await tryToCreate(draft)).toEqual({ kind: "slug-taken", slug: "notes" });
    expect(await tryToUpdate(other.id, { slug: "notes" })).toMatchObject({ kind: "slug-taken" });
    expect(await tryToCreate({ ...draft, slug: "!?" })).toEqual({ kind: "no-slug" });
    expect(await tryToUpdate(id, { slug: "🙂" })).toEqual({ kind: "no-slug" });
    expect(await findPost(db, other.id)).toMatchObject({ slug: "other" });
  });

  it("of a published post stays its own when it gets another, for it may go back to it", async () => {
    const { id } = await create({ status: "published", title: "First" });
    await update(id, { slug: "second" });
    expect(await tryToCreate({ status: "draft", slug: "first" })).toMatchObject({
      kind: "slug-taken",
    });
    expect(await create({ status: "draft", title: "First" })).toMatchObject({ slug: "first-2" });
    expect(await formerSlugs(id)).toEqual(["first"]);
    expect(await update(id, { slug: "first" })).toMatchObject({ slug: "first" });
    expect(await formerSlugs(id)).toEqual(["second"]);
  });

  it("that a draft gives up is free again", async () => {
    const { id } = await create({ status: "draft", title: "First" });
    await update(id, { slug: "second" });
    expect(await create({ status: "draft", slug: "first" })).toMatchObject({ slug: "first" });
  });
});

it("a post that is being sent is not deleted", async () => {
  const { id } = await create({ status: "published" });
  const remove = () => db.transaction().execute((tx) => deletePost(tx, context, id));
  isSending = true;
  expect(await remove()).toBe("sending");
  expect(await findPost(db, id)).toBeDefined();
  isSending = false;
  expect(await remove()).toBe("deleted");
  expect(await findPost(db, id)).toBeUndefined();
});

it("a post whose time came a while ago is published after all, also behind one that cannot be", async () => {
  const due = { status: "scheduled", publishAt: now } as const;
  const stuck = await create({ ...due, publishAt: plus(now, -1), title: "Stuck" });
  const [overdue, later] = [await create(due), await create({ ...due, publishAt: plus(now, 2) })];
  const failed: unknown[] = [];
  const onPublished = (_: Tx, { title }: Post) =>
    title === "Stuck" ? Promise.reject(new Error("Stuck")) : Promise.resolve();
  const count = await publishOverdue(
    db,
    { ...context, onPublished },
    {
      ...{ dueBefore: plus(now, 1), now: plus(now, 1) },
      onFailed: ({ id, authorId }, error) =>
        Promise.resolve(void failed.push([id, authorId, error])),
    },
  );
  expect(count).toBe(1);
  expect(failed).toEqual([[stuck.id, authorId, new Error("Stuck")]]);
  expect(await findPost(db, stuck.id)).toMatchObject({ status: "scheduled" });
  expect(await findPost(db, overdue.id)).toMatchObject({ status: "published" });
  expect(await findPost(db, later.id)).toMatchObject({ status: "scheduled" });
});

describe("the list of posts", () => {
  it("has the sites' posts, the newest first, page by page", async () => {
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await create({ status: "draft" })).id);
    const first = await listPosts(db, { siteIds: [siteId], limit: 3 });
    const before = first.at(-1)?.id ?? "";
    const second = await listPosts(db, { siteIds: [siteId], limit: 3, before });
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
    expect(await listPosts(db, { siteIds: [siteId], status: "published", limit: 3 })).toEqual([]);
    expect(await listPosts(db, { siteIds: [], limit: 3 })).toEqual([]);
    expect(await listPosts(db, { siteIds: [newId()], limit: 3 })).toEqual([]);
  });
});

const blank = {
  ...{ title: "Title", excerpt: "", body: "", url: null, tags: [], captions: {}, images: [] },
  ...{ isAutopost: true, slug: undefined, publishAt: null },
};

type Wanted = Partial<NewPost> & Pick<NewPost, "status">;

async function create(post: Wanted, toTell = context): Promise<Post> {
  const result = await tryToCreate(post, toTell);
  if (result.kind === "saved") return result.post;
  throw new Error(result.kind);
}

function tryToCreate(post: Wanted, toTell = context): Promise<SaveResult> {
  const whole: NewPost = { ...blank, siteId, authorId, ...post };
  return db.transaction().execute((tx: Tx) => createPost(tx, toTell, whole, now));
}

async function update(id: string, change: PostChange, at = now, toTell = context) {
  const result = await tryToUpdate(id, change, at, toTell);
  return result.kind === "saved" ? result.post : undefined;
}

function tryToUpdate(id: string, change: PostChange, at = now, toTell = context) {
  return db.transaction().execute((tx) => updatePost(tx, toTell, { id, change, now: at }));
}

function publishAt(id: string, at: Date): Promise<void> {
  return db.transaction().execute((tx) => publishScheduled(tx, context, id, at));
}

async function formerSlugs(postId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("formerSlugs")
    .select("slug")
    .where("postId", "=", postId)
    .execute();
  return rows.map(({ slug }) => slug);
}

async function addSite(): Promise<string> {
  const id = newId();
  await db.insertInto("sites").values({ id, name: "Notes", slug: id }).execute();
  return id;
}

async function addMedia(): Promise<string> {
  const id = newId();
  const facts = { mediaType: "image/png", sizeBytes: 1, widthPx: 1, heightPx: 1 };
  const sha256 = Buffer.alloc(32);
  await db
    .insertInto("media")
    .values({ id, userId: authorId, sha256, ...facts })
    .execute();
  return id;
}
