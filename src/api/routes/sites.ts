// /sites: what a site is, and where its posts go.

import { defaultUserOf, defaultUsersOf } from "#people/members.ts";
import { changeSite, createSite, deleteSite, listSites } from "#people/sites.ts";
import type { OwnSite } from "#people/sites.ts";
import type { Queryable } from "#store/open.ts";
import { withdrawSite } from "#workflows/cancel.ts";
import { autopostOf } from "#workflows/share.ts";
import { administeredSite, siteOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import { autopostSchema, newSiteSchema, siteChangeSchema, siteSchema } from "../contract/sites.ts";
import type { ApiContext } from "../env.ts";
import { createOnce } from "../idempotency.ts";
import { presentConnection, presentDefaultUser, presentSite } from "../present.ts";
import { createRouter, sending } from "../problems.ts";
import { allOf, body, idParams, json, route } from "../route.ts";

export function siteRoutes(context: ApiContext) {
  const { db, clock, workflows, publicUrl } = context;
  const signedIn = callerWith(context, null);
  const reader = callerWith(context, "posts:read");
  return createRouter()
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/sites", summary: "Your sites, oldest first" },
        responses: { 200: json(allOf(siteSchema), "All of them") },
      }),
      async (c) => {
        const sites = await listSites(db, c.get("caller").userId);
        const ids = sites.map(({ id }) => id);
        const users = await defaultUsersOf(db, ids);
        const data = sites.map((site) => presentSite(site, users.get(site.id), publicUrl));
        return c.json({ data }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "post", path: "/sites", summary: "Create a site; you are its first member" },
        request: { body: body(newSiteSchema) },
        responses: { 201: json(siteSchema, "The site") },
      }),
      async (c) => {
        const { userId: createdBy } = c.get("caller");
        const { url, language, ...site } = c.req.valid("json");
        const answer = await createOnce(context, c, () => async (tx) => {
          const optional = { url: url ?? undefined, language: language ?? undefined };
          const created = await createSite(tx, { ...site, ...optional, createdBy });
          const shown = await presentOne(context, tx, { ...created, role: "admin" });
          return { status: 201, body: shown };
        });
        return c.json(answer.body, 201);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/sites/{id}", summary: "One of your sites" },
        request: { params: idParams },
        responses: { 200: json(siteSchema, "The site") },
      }),
      async (c) => {
        const site = await siteOf(db, c.get("caller"), c.req.valid("param").id);
        return c.json(await presentOne(context, db, site), 200);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "patch", path: "/sites/{id}", summary: "Change a site (admins)" },
        request: { params: idParams, body: body(siteChangeSchema) },
        responses: { 200: json(siteSchema, "The site") },
      }),
      async (c) => {
        const caller = c.get("caller");
        const { id } = await administeredSite(db, caller, c.req.valid("param").id);
        await changeSite(db, id, c.req.valid("json"));
        return c.json(await presentOne(context, db, await siteOf(db, caller, id)), 200);
      },
    )
    .openapi(
      route(signedIn, {
        method: "delete",
        path: "/sites/{id}",
        summary: "Delete a site with its posts and history (admins); live copies stay",
        request: { params: idParams },
        responses: { 204: { description: "Deleted" } },
      }),
      async (c) => {
        const { id } = await administeredSite(db, c.get("caller"), c.req.valid("param").id);
        await db.transaction().execute(async (tx) => {
          if ((await withdrawSite(tx, id, clock.now())) === "sending") throw sending("this site");
          await deleteSite(tx, id);
        });
        return c.body(null, 204);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/sites/{id}/autopost", summary: "Where a new post would go" },
        request: { params: idParams },
        responses: { 200: json(autopostSchema, "Whose connections, and which") },
      }),
      async (c) => {
        const site = await siteOf(db, c.get("caller"), c.req.valid("param").id);
        const { defaultUser, connections } = await autopostOf(db, workflows, site.id);
        const { platforms } = context.connections;
        const now = clock.now();
        return c.json(
          {
            defaultUser: presentDefaultUser(defaultUser),
            undoMinutes: site.undoMinutes,
            linksToPages: workflows.publicUrl !== null,
            connections: connections
              .flatMap((connection) => presentConnection(connection, { platforms, now }))
              .map(({ id, platform, name, handle, avatarUrl, state, limits }) => ({
                ...{ id, platform, name, handle, avatarUrl, state, limits },
              })),
          },
          200,
        );
      },
    );
}

async function presentOne({ publicUrl }: ApiContext, db: Queryable, site: OwnSite) {
  return presentSite(site, await defaultUserOf(db, site.id), publicUrl);
}
