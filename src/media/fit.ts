// Images as a platform takes them. Each set of limits is fitted once per image and kept as a row of
// its own, which lives and goes with the original.

import { sql } from "kysely";
import { isId, newId } from "#kernel/ids.ts";
import type { FileLimits } from "#connector/about.ts";
import type { Queryable } from "#store/open.ts";
import type { MediaContext } from "./context.ts";
import { hashOf, keepBytes } from "./files.ts";
import { imageColumns } from "./images.ts";
import type { StoredImage } from "./images.ts";
import type { MediaType } from "./kinds.ts";
import { limitsKey, prepare } from "./prepare.ts";
import type { Drawn } from "./workshop/draw.ts";

/**
 * The image within the limits and without its metadata: itself where that is so already. In a
 * transaction, the image cannot be cleaned up before the end of it; by then a delivery names it.
 */
export async function fitImage(
  context: MediaContext,
  queryable: Queryable,
  mediaId: string,
  limits: FileLimits,
): Promise<StoredImage | { problem: string }> {
  const original = await findOriginal(queryable, mediaId);
  if (original === undefined) {
    return { problem: "This image is no longer there. Remove it, or upload it again." };
  }
  const fitting: Fitting = { original, fittedFor: limitsKey(limits) };
  const known = await findFitted(queryable, fitting);
  if (known !== undefined) return known;
  const { image, sha256 } = original;
  const mediaType = image.mediaType as MediaType;
  const source = { ...image, mediaType, sha256, mediaDir: context.mediaDir };
  const prepared = await prepare(source, limits);
  if (prepared === "as-is") return image;
  if ("problem" in prepared) return prepared;
  return saveFitted(context, queryable, fitting, prepared);
}

interface Original {
  image: StoredImage;
  userId: string;
  sha256: Buffer;
}

interface Fitting {
  original: Original;
  fittedFor: string;
}

/** What was fitted is never fitted again: its original is. */
async function findOriginal(queryable: Queryable, mediaId: string): Promise<Original | undefined> {
  if (!isId(mediaId)) return undefined;
  const row = await queryable
    .selectFrom("media")
    .select([...imageColumns, "userId", "sha256"])
    .where("id", "=", (eb) =>
      eb
        .selectFrom("media as given")
        .select((given) => given.fn.coalesce("given.originalId", "given.id").as("id"))
        .where("given.id", "=", mediaId),
    )
    .$if(queryable.isTransaction, (query) => query.forKeyShare())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { userId, sha256, ...image } = row;
  return { image, userId, sha256 };
}

async function findFitted(
  queryable: Queryable,
  { original, fittedFor }: Fitting,
): Promise<StoredImage | undefined> {
  return queryable
    .selectFrom("media")
    .select(imageColumns)
    .where("originalId", "=", original.image.mediaId)
    .where("fittedFor", "=", fittedFor)
    .executeTakeFirst();
}

async function saveFitted(
  context: MediaContext,
  queryable: Queryable,
  fitting: Fitting,
  { bytes, ...facts }: Drawn,
): Promise<StoredImage> {
  const { original, fittedFor } = fitting;
  const sha256 = hashOf(bytes);
  await keepBytes(context, sha256, bytes);
  const saved = await queryable
    .insertInto("media")
    .values({
      ...{ id: newId(), userId: original.userId, originalId: original.image.mediaId },
      fittedFor: queryable.isTransaction ? unlessTaken(fitting) : fittedFor,
      ...{ ...facts, sha256, sizeBytes: bytes.length, createdAt: context.clock.now() },
    })
    .onConflict((conflict) => conflict.columns(["originalId", "fittedFor"]).doNothing())
    .returning(imageColumns)
    .executeTakeFirst();
  const image = saved ?? (await findFitted(queryable, fitting));
  if (image !== undefined) return image;
  throw new Error(`The image ${original.image.mediaId} was removed while it was fitted`);
}

/**
 * Waiting for another transaction's row could last long, and for ever where two fit the same images in
 * opposite order. Whoever comes second takes a row of its own, which nobody finds by its limits.
 */
function unlessTaken({ original, fittedFor }: Fitting) {
  const name = `media/${original.image.mediaId}/${fittedFor}`;
  const isFree = sql`pg_try_advisory_xact_lock(hashtextextended(${name}, 0))`;
  return sql<string | null>`case when ${isFree} then ${fittedFor} end`;
}
