import { readdir } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { FileLimits } from "#connector/about.ts";
import { days, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { openTestStore } from "#test/database/store.ts";
import { removeUnusedMedia } from "./clean-up.ts";
import { fitImage } from "./fit.ts";
import { findImages, readImage } from "./images.ts";
import { addImage, addUser, noise, openMedia } from "./testing.ts";

const store = await openTestStore();
const { db } = store;
const media = await openMedia();
const { context } = media;
const limits: FileLimits = { maxBytes: 100_000, maxSidePx: 50, mediaTypes: ["image/jpeg"] };
let [ada, siteId, connectionId] = ["", "", ""];

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await db.deleteFrom("runs").execute();
  await db.deleteFrom("posts").execute();
  await db.deleteFrom("users").execute();
  await removeUnusedMedia(context, db, plus(context.clock.now(), 1));
  [siteId, connectionId, ada] = [newId(), newId(), await addUser(db)];
  await db.insertInto("sites").values({ id: siteId, name: "Notes", slug: siteId }).execute();
  const account = { remoteId: "1", kind: "person", name: "Ada" };
  const life = { auth: "", grantId: connectionId };
  await db
    .insertInto("connections")
    .values({ id: connectionId, userId: ada, platform: "example", ...account, ...life })
    .execute();
});

test("an image that nothing needs goes with what was fitted from it, and their files", async () => {
  const { image, fitted } = await addFitted(60);
  media.clock.pass(days(2));
  expect(await cleanUp()).toEqual({ images: 1, files: 2 });
  expect(await findImages(db, ada, [image.mediaId, fitted.mediaId])).toEqual([]);
  expect(await filesLeft()).toBe(0);
  expect(await cleanUp()).toEqual({ images: 0, files: 0 });
});

test("a new image stays, and so does an old one that was fitted or stored again lately", async () => {
  const old = await addFitted(61);
  const bytes = await noise({ width: 62, height: 62 }).jpeg().toBuffer();
  const again = await addImage(context, db, ada, bytes);
  media.clock.pass(days(2));
  await fitImage(context, db, old.image.mediaId, { ...limits, maxSidePx: 40 });
  await addImage(context, db, ada, bytes);
  await addFitted(63);
  expect(await cleanUp()).toEqual({ images: 0, files: 0 });
  await expect(readImage(context, db, again.mediaId)).resolves.toBeDefined();
});

test("an image in a post stays, with what was fitted from it", async () => {
  const { image, fitted } = await addFitted(64);
  const postId = newId();
  await db.insertInto("posts").values({ id: postId, siteId, status: "draft", slug: "a" }).execute();
  await db
    .insertInto("postImages")
    .values({ postId, position: 0, mediaId: image.mediaId })
    .execute();
  media.clock.pass(days(2));
  expect(await cleanUp()).toEqual({ images: 0, files: 0 });
  await expect(readImage(context, db, fitted.mediaId)).resolves.toBeDefined();
  await db.deleteFrom("posts").where("id", "=", postId).execute();
  expect(await cleanUp()).toEqual({ images: 1, files: 2 });
});

test("an image that is known to be on a link's card stays until that is forgotten", async () => {
  const { image, fitted } = await addFitted(70);
  const card = { userId: ada, url: "https://example.org/", isRead: true, mediaId: image.mediaId };
  await db
    .insertInto("linkCards")
    .values({ ...card, expiresAt: context.clock.now() })
    .execute();
  media.clock.pass(days(2));
  expect(await cleanUp()).toEqual({ images: 0, files: 0 });
  await expect(readImage(context, db, fitted.mediaId)).resolves.toBeDefined();
  await db.deleteFrom("linkCards").execute();
  expect(await cleanUp()).toEqual({ images: 1, files: 2 });
});

test.each(["scheduled", "running", "waiting", "held", "uncertain"])(
  "an image stays while a delivery that names it is %s",
  async (state) => {
    const [shown, onCard] = [await addFitted(65), await addFitted(66)];
    const deliveryId = await addDelivery(state, {
      segments: [
        { images: [{ mediaId: shown.fitted.mediaId }], card: null },
        { images: [], card: { thumbnail: { mediaId: onCard.image.mediaId } } },
      ],
    });
    media.clock.pass(days(2));
    expect(await cleanUp()).toEqual({ images: 0, files: 0 });
    await db
      .updateTable("deliveries")
      .set({ state: "published" })
      .where("id", "=", deliveryId)
      .execute();
    expect(await cleanUp()).toEqual({ images: 2, files: 4 });
  },
);

test("an image that a transaction is about to use stays", async () => {
  const { image } = await addFitted(67);
  media.clock.pass(days(2));
  await db.transaction().execute(async (tx) => {
    const fitted = await fitImage(context, tx, image.mediaId, limits);
    expect(await cleanUp()).toEqual({ images: 0, files: 0 });
    const runId = newId();
    await tx.insertInto("runs").values({ id: runId, siteId, trigger: "person" }).execute();
    const composition = JSON.stringify({ segments: [{ images: [fitted] }] });
    await tx
      .insertInto("deliveries")
      .values({ id: newId(), runId, connectionId, state: "held", dueAt: new Date(), composition })
      .execute();
  });
  expect(await cleanUp()).toEqual({ images: 0, files: 0 });
});

test("images are found behind thousands that stay", async () => {
  const { image } = await addFitted(68);
  const kept = sql`
    with kept as (
      insert into media (id, user_id, sha256, media_type, size_bytes, width_px, height_px, created_at)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, user_id, sha256, media_type,
        size_bytes, width_px, height_px, created_at
      from media, generate_series(1, 5000) n where media.id = ${image.mediaId}
      returning id
    ) select json_agg(json_build_object('mediaId', id)) as images from kept`;
  const { rows } = await kept.execute(db);
  await addDelivery("scheduled", { segments: rows });
  media.clock.pass(days(2));
  expect(await cleanUp()).toEqual({ images: 1, files: 1 });
});

test("files of a user who is gone go too", async () => {
  await addFitted(69);
  await db.deleteFrom("users").where("id", "=", ada).execute();
  media.clock.pass(days(2));
  expect(await cleanUp()).toEqual({ images: 0, files: 2 });
});

function cleanUp() {
  return removeUnusedMedia(context, db, plus(context.clock.now(), -days(1)));
}

/** An image and what it is within the limits. */
async function addFitted(sidePx: number) {
  const bytes = await noise({ width: sidePx, height: sidePx }).jpeg().toBuffer();
  const image = await addImage(context, db, ada, bytes);
  const fitted = await fitImage(context, db, image.mediaId, limits);
  if ("problem" in fitted) throw new Error(fitted.problem);
  return { image, fitted };
}

async function addDelivery(state: string, composition: object): Promise<string> {
  const [id, runId] = [newId(), newId()];
  await db.insertInto("runs").values({ id: runId, siteId, trigger: "person" }).execute();
  const delivery = { id, runId, connectionId, state, dueAt: context.clock.now() };
  await db
    .insertInto("deliveries")
    .values({ ...delivery, composition: JSON.stringify(composition) })
    .execute();
  return id;
}

async function filesLeft(): Promise<number> {
  const entries = await readdir(context.mediaDir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}
