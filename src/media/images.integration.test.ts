import { afterAll, beforeEach, expect, test } from "vitest";
import { newId } from "#kernel/ids.ts";
import { openTestStore } from "#test/database/store.ts";
import { findImages, readImage, storeImage } from "./images.ts";
import { addImage, addUser, drawing, noise, openMedia, turnedPhoto } from "./testing.ts";

const store = await openTestStore();
const { db } = store;
const media = await openMedia();
const { context } = media;
const size = { width: 40, height: 30 };
let [ada, bob] = ["", ""];

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});

beforeEach(async () => {
  ada = await addUser(db);
  bob = await addUser(db);
});

test("an image is kept byte for byte, with its size as it is seen", async () => {
  const bytes = await turnedPhoto(size);
  const image = await stored(ada, bytes);
  expect(image).toEqual({
    ...{ mediaId: image.mediaId, mediaType: "image/jpeg", sizeBytes: bytes.length },
    ...{ widthPx: 30, heightPx: 40 },
  });
  expect(Buffer.from(await readImage(context, db, image.mediaId))).toEqual(bytes);
});

test("a file that is no image leaves nothing behind", async () => {
  const outcome = await storeImage(context, db, ada, Buffer.from("%PDF-1.7"));
  expect(outcome).toEqual({ problem: expect.stringContaining("a PDF document") });
  expect(await rowsOf(ada)).toEqual([]);
});

test("the same image again is the same row, and counts as new", async () => {
  const bytes = await drawing(size).png().toBuffer();
  const first = await stored(ada, bytes);
  media.clock.pass(1000);
  expect(await stored(ada, bytes)).toEqual(first);
  expect(await rowsOf(ada)).toMatchObject([{ createdAt: context.clock.now() }]);
});

test("two users with the same image have a row each", async () => {
  const bytes = await drawing(size).webp().toBuffer();
  const [hers, his] = [await stored(ada, bytes), await stored(bob, bytes)];
  expect(hers.mediaId).not.toBe(his.mediaId);
  expect(await findImages(db, ada, [hers.mediaId, his.mediaId])).toEqual([hers]);
});

test("what is no image of the user's is not found", async () => {
  const image = await stored(ada, await noise(size).jpeg().toBuffer());
  expect(await findImages(db, bob, [image.mediaId])).toEqual([]);
  expect(await findImages(db, ada, [newId(), "../secret", ""])).toEqual([]);
  expect(await findImages(db, ada, [])).toEqual([]);
});

test("reading what is not there says which image", async () => {
  const id = newId();
  await expect(readImage(context, db, id)).rejects.toThrow(`There is no image ${id}`);
  await expect(readImage(context, db, "nonsense")).rejects.toThrow("There is no image nonsense");
  const { mediaId } = await stored(ada, await noise(size).jpeg().toBuffer());
  await expect(readImage({ ...context, mediaDir: "/nowhere" }, db, mediaId)).rejects.toThrow(
    `The file of the image ${mediaId} is missing`,
  );
});

function stored(userId: string, bytes: Uint8Array) {
  return addImage(context, db, userId, bytes);
}

function rowsOf(userId: string) {
  return db.selectFrom("media").selectAll().where("userId", "=", userId).execute();
}
