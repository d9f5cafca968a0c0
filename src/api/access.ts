// What a caller may touch: what belongs to the sites of which the caller is a member.

import { isId } from "#kernel/ids.ts";
import type { Queryable } from "#store/open.ts";
import type { DeliveryDetails } from "#delivery/read.ts";
import { findDelivery } from "#delivery/read.ts";
import { findImages, imageColumns } from "#media/images.ts";
import type { StoredImage } from "#media/images.ts";
import { listSites } from "#people/sites.ts";
import type { OwnSite } from "#people/sites.ts";
import type { Post } from "#posts/read.ts";
import { findPost } from "#posts/read.ts";
import type { Run } from "#workflows/read.ts";
import type { WorkflowsContext } from "#workflows/context.ts";
import { findRun } from "#workflows/read.ts";
import { autopostOf } from "#workflows/share.ts";
import type { Caller } from "./env.ts";
import { ApiProblem, invalid, notFound } from "./problems.ts";

export async function siteIdsOf(db: Queryable, { userId }: Caller): Promise<string[]> {
  return (await listSites(db, userId)).map((site) => site.id);
}

/** The named site; without a name, the caller's only one. @throws ApiProblem */
export async function siteOf(
  db: Queryable,
  { userId }: Caller,
  siteId: string | undefined,
): Promise<OwnSite> {
  const sites = await listSites(db, userId);
  if (siteId !== undefined) {
    const site = sites.find(({ id }) => id === siteId);
    if (site === undefined) throw notFound("site");
    return site;
  }
  const [site, another] = sites;
  if (site === undefined) throw invalid("siteId", "Create a site first: POST /sites.");
  if (another !== undefined) throw invalid("siteId", "You have several sites: say which.");
  return site;
}

/** The site, for what only its admins may do. @throws ApiProblem */
export async function administeredSite(
  db: Queryable,
  caller: Caller,
  siteId: string,
): Promise<OwnSite> {
  const site = await siteOf(db, caller, siteId);
  if (site.role === "admin") return site;
  const detail = `Only an admin of ${site.name} can do this.`;
  throw new ApiProblem({ status: 403, code: "not-admin", detail });
}

/** @throws ApiProblem */
export async function postOf(db: Queryable, caller: Caller, id: string): Promise<Post> {
  const post = await findPost(db, id);
  if (post === undefined || !(await isMember(db, caller, post.siteId))) throw notFound("post");
  return post;
}

/** @throws ApiProblem */
export async function runOf(db: Queryable, caller: Caller, id: string): Promise<Run> {
  const run = await findRun(db, id);
  if (run === undefined || !(await isMember(db, caller, run.siteId))) throw notFound("run");
  return run;
}

/** One of a site of the caller's, or to a connection of the caller's. @throws ApiProblem */
export async function deliveryOf(
  db: Queryable,
  caller: Caller,
  id: string,
): Promise<DeliveryDetails> {
  const delivery = await findDelivery(db, id);
  if (delivery === undefined) throw notFound("delivery");
  const isKnown =
    (await isOwn(db, caller, delivery)) || (await isMember(db, caller, delivery.siteId));
  if (!isKnown) throw notFound("delivery");
  return delivery;
}

/**
 * One that the caller may send, or send again: to a connection of the caller's, or one that its site
 * auto-posts to. @throws ApiProblem
 */
export async function sendableDelivery(
  db: Queryable,
  workflows: Pick<WorkflowsContext, "platforms">,
  caller: Caller,
  id: string,
): Promise<DeliveryDetails> {
  const delivery = await deliveryOf(db, caller, id);
  if (await isOwn(db, caller, delivery)) return delivery;
  const { connections } = await autopostOf(db, workflows, delivery.siteId);
  if (connections.some((connection) => connection.id === delivery.connectionId)) return delivery;
  const detail = `Only whoever has connected ${delivery.accountName} can do this.`;
  throw new ApiProblem({ status: 403, code: "not-your-connection", detail });
}

async function isOwn(
  db: Queryable,
  { userId }: Caller,
  { connectionId }: Pick<DeliveryDetails, "connectionId">,
): Promise<boolean> {
  const own = await db
    .selectFrom("connections")
    .select("id")
    .where("id", "=", connectionId)
    .where("userId", "=", userId)
    .executeTakeFirst();
  return own !== undefined;
}

/**
 * Those of the images that are the caller's, or that previews show: in a post of one of the caller's
 * sites, on the card of a link that another member's connections show, or fitted from one of these.
 */
export async function imagesOf(
  db: Queryable,
  { userId }: Caller,
  mediaIds: readonly string[],
): Promise<StoredImage[]> {
  const own = await findImages(db, userId, mediaIds);
  const others = mediaIds.filter((id) => isId(id) && own.every(({ mediaId }) => mediaId !== id));
  if (others.length === 0) return own;
  const shared = await db
    .selectFrom("media")
    .select(imageColumns)
    .where("id", "in", others)
    .where(({ or, exists, fn, selectFrom }) => {
      const original = fn.coalesce("media.originalId", "media.id");
      const inPost = selectFrom("postImages as i")
        .innerJoin("posts as p", "p.id", "i.postId")
        .innerJoin("members as m", "m.siteId", "p.siteId")
        .select("i.mediaId")
        .where("m.userId", "=", userId)
        .where((image) => image("i.mediaId", "=", original));
      const onCard = selectFrom("linkCards as c")
        .innerJoin("members as whose", "whose.userId", "c.userId")
        .innerJoin("members as m", "m.siteId", "whose.siteId")
        .select("c.mediaId")
        .where("m.userId", "=", userId)
        .where((card) => card("c.mediaId", "=", original));
      return or([exists(inPost), exists(onCard)]);
    })
    .execute();
  return [...own, ...shared];
}

async function isMember(db: Queryable, caller: Caller, siteId: string): Promise<boolean> {
  return (await siteIdsOf(db, caller)).includes(siteId);
}
