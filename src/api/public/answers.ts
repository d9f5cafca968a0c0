// How public pages answer: what may be kept for how long, where an address that is not quite right
// leads, and what is said where there is nothing.

import type { Context, MiddlewareHandler } from "hono";
import { newId } from "#kernel/ids.ts";
import { indexUrl } from "#posts/pages/links.ts";
import type { Served } from "#posts/pages/links.ts";
import { missingPage, troublePage } from "#posts/pages/missing-page.ts";
import { findPublicSite } from "#posts/pages/published.ts";
import type { ApiContext, ApiEnv } from "../env.ts";

export interface PagesContext extends Pick<ApiContext, "db" | "log" | "media" | "publicUrl"> {
  connections: Pick<ApiContext["connections"], "platforms">;
}

type Request = Context<ApiEnv>;

/** A reader sees a change after a minute at the latest, and many readers at once cost one page. */
export const forAMinute = { "cache-control": "public, max-age=60" };

/** What one of a site's addresses answers. */
export type SiteAnswer = (c: Request, served: Served) => Promise<Response>;

/** Hands over the site that the address names; answers for one that there is not. */
export function ofSite(
  { db, publicUrl }: PagesContext,
  answer: SiteAnswer,
): (c: Request) => Promise<Response> {
  return async (c) => {
    const asked = (c.req.param("site") ?? "").slice(1);
    const site = await findPublicSite(db, asSlug(asked));
    if (site === undefined) return missing(c);
    const served = { site, publicUrl };
    if (asked === site.slug) return answer(c, served);
    const { pathname, search } = new URL(c.req.url);
    return moved(c, pathname.replace(/^\/[^/]+/, pathOf(indexUrl(served))) + search);
  };
}

/** However it was typed or encoded. */
export function asSlug(asked: string): string {
  return asked.normalize("NFC").toLowerCase();
}

/** Nothing may be kept of it: the post may be published in the next moment. */
export async function missing(c: Request, served?: Served): Promise<Response> {
  return c.html(missingPage(served), 404, { "cache-control": "no-store" });
}

/** Every page has one address; the others lead to it. */
export function moved(c: Request, location: string): Response {
  return c.body(null, 301, { ...forAMinute, location });
}

export const withoutEndingSlash: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const { pathname, search } = new URL(c.req.url);
  if (!pathname.endsWith("/")) return next();
  return moved(c, pathname.replace(/\/+$/, "") + search);
};

export function answerTrouble(
  error: Error,
  c: Request,
  { log }: PagesContext,
): Response | Promise<Response> {
  const reference = newId();
  log.error({ reference, err: error, path: c.req.path }, "A public page failed");
  return c.html(troublePage(reference), 500, { "cache-control": "no-store" });
}

/** Without the host, which may have another name for the reader. */
export function pathOf(url: string): string {
  return new URL(url).pathname;
}
