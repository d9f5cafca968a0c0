// What a caller may touch: what belongs to the sites of which the caller is a member.

import type { Queryable } from "#store/open.ts";
import type { DeliveryDetails } from "#delivery/read.ts";
import { findDelivery } from "#delivery/read.ts";
import { listSites } from "#people/sites.ts";
import type { Site } from "#people/sites.ts";
import type { Post } from "#posts/read.ts";
import { findPost } from "#posts/read.ts";
import type { Run } from "#workflows/read.ts";
import { findRun } from "#workflows/read.ts";
import type { Caller } from "./env.ts";
import { invalid, notFound } from "./problems.ts";

export async function siteIdsOf(db: Queryable, { userId }: Caller): Promise<string[]> {
  return (await listSites(db, userId)).map((site) => site.id);
}

/** The named site; without a name, the caller's only one. @throws ApiProblem */
export async function siteOf(
  db: Queryable,
  { userId }: Caller,
  siteId: string | undefined,
): Promise<Site> {
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

/** @throws ApiProblem */
export async function deliveryOf(
  db: Queryable,
  caller: Caller,
  id: string,
): Promise<DeliveryDetails> {
  const delivery = await findDelivery(db, id);
  if (delivery === undefined || !(await isMember(db, caller, delivery.siteId))) {
    throw notFound("delivery");
  }
  return delivery;
}

async function isMember(db: Queryable, caller: Caller, siteId: string): Promise<boolean> {
  return (await siteIdsOf(db, caller)).includes(siteId);
}
