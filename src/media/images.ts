// Images as the product knows them: rows that give a user a right to bytes. The same bytes stored
// twice are one file, and for the same user one row.

import { isId, newId } from "#kernel/ids.ts";
import type { Queryable } from "#store/open.ts";
import type { MediaContext } from "./context.ts";
import { findBytes, hashOf, keepBytes } from "./files.ts";
import { probe } from "./probe.ts";

export interface StoredImage {
  mediaId: string;
  mediaType: string;
  sizeBytes: number;
  /** Both as seen: after EXIF has turned it. */
  widthPx: number;
  heightPx: number;
}

export const imageColumns = [
  "id as mediaId",
  "mediaType",
  "sizeBytes",
  "widthPx",
  "heightPx",
] as const;

/** Keeps an image as it came, for its owner; what others see of it is made by `fitImage`. */
export async function storeImage(
  context: MediaContext,
  db: Queryable,
  userId: string,
  bytes: Uint8Array,
): Promise<{ image: StoredImage } | { problem: string }> {
  const sha256 = hashOf(bytes);
  const createdAt = context.clock.now();
  const known = await renew(db, { userId, sha256, createdAt });
  if (known !== undefined) {
    await keepBytes(context, sha256, bytes);
    return { image: known };
  }
  const facts = await probe(bytes);
  if ("problem" in facts) return facts;
  await keepBytes(context, sha256, bytes);
  const image = await db
    .insertInto("media")
    .values({ id: newId(), userId, sha256, createdAt, sizeBytes: bytes.length, ...facts })
    .returning(imageColumns)
    .executeTakeFirstOrThrow();
  return { image };
}

/** Those of the given images that exist and are this user's, in no particular order. */
export async function findImages(
  db: Queryable,
  userId: string,
  mediaIds: readonly string[],
): Promise<StoredImage[]> {
  const ids = mediaIds.filter(isId);
  if (ids.length === 0) return [];
  return db
    .selectFrom("media")
    .select(imageColumns)
    .where("userId", "=", userId)
    .where("id", "in", ids)
    .execute();
}

/** @throws when there is no such image, or its file is gone */
export async function readImage(
  { mediaDir }: MediaContext,
  db: Queryable,
  mediaId: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const row = isId(mediaId)
    ? await db.selectFrom("media").select("sha256").where("id", "=", mediaId).executeTakeFirst()
    : undefined;
  if (row === undefined) throw new Error(`There is no image ${mediaId}`);
  const bytes = await findBytes(mediaDir, row.sha256);
  if (bytes !== undefined) return bytes;
  throw new Error(`The file of the image ${mediaId} is missing from the media folder`);
}

/** An image that its user already has counts as new again, so that it is not taken for forgotten. */
function renew(
  db: Queryable,
  { userId, sha256, createdAt }: { userId: string; sha256: Buffer; createdAt: Date },
): Promise<StoredImage | undefined> {
  return db
    .updateTable("media")
    .set({ createdAt })
    .where("id", "=", (eb) =>
      eb
        .selectFrom("media as same")
        .select("same.id")
        .where("same.userId", "=", userId)
        .where("same.sha256", "=", sha256)
        .where("same.originalId", "is", null)
        .orderBy("same.id")
        .limit(1),
    )
    .returning(imageColumns)
    .executeTakeFirst();
}
