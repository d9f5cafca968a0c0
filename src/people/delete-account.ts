// Deleting an account with all that is its user's: sites where nobody else is a member, connections,
// keys, sessions, images. What others share stays: their sites, and the images in those sites' posts.

import { sql } from "kysely";
import type { Database, Tx } from "#store/open.ts";
import { lockMembers } from "./locks.ts";
import type { Refusal } from "./sign-up.ts";
import { deleteSite } from "./sites.ts";

interface Deleting {
  userId: string;
  /** Takes the authorisations back at the platforms; bears being asked again. */
  unlinkConnections(userId: string): Promise<void>;
}

interface SiteToLeave {
  id: string;
  name: string;
  isShared: boolean;
  /** The user is the admin without whom it would have none. */
  needsUser: boolean;
}

/** All or nothing, but that connections are unlinked first. Returns why not; undefined when it is done. */
export async function deleteAccount(
  db: Database,
  { userId, unlinkConnections }: Deleting,
): Promise<Refusal | undefined> {
  const early = await db.transaction().execute((tx) => refusalFor(tx, userId));
  if (early !== undefined) return early;
  await unlinkConnections(userId);
  return db.transaction().execute(async (tx) => {
    const refusal = await refusalFor(tx, userId);
    if (refusal === undefined) await deleteEverything(tx, userId);
    return refusal;
  });
}

async function refusalFor(tx: Tx, userId: string): Promise<Refusal | undefined> {
  return (await operatorRefusal(tx, userId)) ?? adminRefusal(await lockSites(tx, userId));
}

/** Somebody must run the server for as long as it has users, and nobody is made to without asking. */
async function operatorRefusal(tx: Tx, userId: string): Promise<Refusal | undefined> {
  const user = await tx
    .selectFrom("users")
    .select("isOperator")
    .where("id", "=", userId)
    .forUpdate()
    .executeTakeFirst();
  if (user?.isOperator !== true) return undefined;
  // Nobody may sign up while the last one goes: they would be nobody's users.
  await sql`lock table users in share row exclusive mode`.execute(tx);
  const others = await tx
    .selectFrom("users")
    .select("isOperator")
    .where("id", "!=", userId)
    .execute();
  if (others.length === 0 || others.some(({ isOperator }) => isOperator)) return undefined;
  const people = others.length === 1 ? "1 other person has" : `${others.length} other people have`;
  return {
    code: "OPERATOR_NEEDED",
    message: `This account runs the server, and ${people} an account here. It can be deleted once it is the last one.`,
  };
}

function adminRefusal(sites: readonly SiteToLeave[]): Refusal | undefined {
  const stuck = sites.filter(({ isShared, needsUser }) => isShared && needsUser);
  if (stuck.length === 0) return undefined;
  const names = stuck.map(({ name }) => `“${name}”`).join(", ");
  return {
    code: "ONLY_ADMIN",
    message: `You are the only admin of ${names}, and others are members there. Make one of them an admin, or delete the site, and try again.`,
  };
}

/** The sites of which the user is a member; their members stay as they are until the transaction ends. */
async function lockSites(tx: Tx, userId: string): Promise<SiteToLeave[]> {
  const sites = await tx
    .selectFrom("members")
    .innerJoin("sites", "sites.id", "members.siteId")
    .select(["sites.id", "sites.name"])
    .where("members.userId", "=", userId)
    .orderBy("sites.id")
    .execute();
  const locked: SiteToLeave[] = [];
  for (const { id, name } of sites) {
    const others = (await lockMembers(tx, id)).filter((member) => member.userId !== userId);
    const needsUser = others.every(({ role }) => role !== "admin");
    locked.push({ id, name, isShared: others.length > 0, needsUser });
  }
  return locked;
}

async function deleteEverything(tx: Tx, userId: string): Promise<void> {
  const own = (await lockSites(tx, userId)).filter(({ isShared }) => !isShared);
  for (const { id } of own) await deleteSite(tx, id);
  await handOverImages(tx, userId);
  // Nobody would know who has invited.
  await tx.deleteFrom("invitations").where("invitedBy", "=", userId).execute();
  // Links in mails and second steps of signing in that are still open.
  await tx.deleteFrom("verifications").where("value", "=", userId).execute();
  // All else that is the user's goes with the row.
  await tx.deleteFrom("users").where("id", "=", userId).execute();
}

/**
 * The user's images in posts that stay, each with its original and all that was fitted from it, become
 * the site's first admin's; also in a site that the user left long ago.
 */
async function handOverImages(tx: Tx, userId: string): Promise<void> {
  const used = await tx
    .selectFrom("postImages")
    .innerJoin("posts", "posts.id", "postImages.postId")
    .innerJoin("media", "media.id", "postImages.mediaId")
    .select(["posts.siteId", (eb) => eb.fn.coalesce("media.originalId", "media.id").as("id")])
    .distinct()
    .where("media.userId", "=", userId)
    .execute();
  for (const siteId of new Set(used.map((image) => image.siteId))) {
    const ids = used.filter((image) => image.siteId === siteId).map(({ id }) => id);
    const heir = await tx
      .selectFrom("members")
      .select("userId")
      .where("siteId", "=", siteId)
      .where("userId", "!=", userId)
      .where("role", "=", "admin")
      .orderBy("position")
      .limit(1)
      .executeTakeFirstOrThrow();
    await tx
      .updateTable("media")
      .set(heir)
      .where((eb) => eb.or([eb("id", "in", ids), eb("originalId", "in", ids)]))
      .execute();
  }
}
