// /platforms and /connections.

import { z } from "@hono/zod-openapi";
import { changeConnection, findConnections, listConnections } from "#connections/connections.ts";
import type { Connection } from "#connections/connections.ts";
import { isReady } from "#connections/apps.ts";
import { linkByFields, unlink } from "#connections/link.ts";
import { refreshNow } from "#connections/refresh-now.ts";
import type { Platform } from "#connections/platforms.ts";
import type { Option } from "#connector/about.ts";
import type { Queryable } from "#store/open.ts";
import { siteIdsOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import {
  connectionChangeSchema,
  connectionSchema,
  connectionsQuerySchema,
  entriesSchema,
  platformSchema,
  refreshedSchema,
} from "../contract/connections.ts";
import type * as contract from "../contract/connections.ts";
import type { ApiContext, Caller } from "../env.ts";
import { presentConnection } from "../present.ts";
import { createRouter, invalid, notFound } from "../problems.ts";
import { allOf, body, idParams, json, route } from "../route.ts";

export function connectionRoutes(context: ApiContext) {
  const { db, connections } = context;
  const reader = callerWith(context, "connections:read");
  const writer = callerWith(context, "connections:write");
  const { platforms } = connections;
  const present = (connection: Connection) =>
    presentConnection(connection, { platforms, now: context.clock.now() });
  return createRouter()
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/platforms", summary: "The platforms one can connect" },
        responses: { 200: json(allOf(platformSchema), "All of them") },
      }),
      async (c) => {
        const data = await Promise.all(
          [...platforms].map(([id, platform]) => presentPlatform(context, id, platform)),
        );
        return c.json({ data }, 200);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/connections", summary: "Your connections, oldest first" },
        request: { query: connectionsQuerySchema },
        responses: { 200: json(allOf(connectionSchema), "All of them") },
      }),
      async (c) => {
        const withUnlinked = c.req.valid("query").unlinked === "true";
        const found = await listConnections(db, c.get("caller").userId, { withUnlinked });
        return c.json({ data: found.flatMap(present) }, 200);
      },
    )
    .openapi(
      route(writer, {
        method: "post",
        path: "/connections/{platform}",
        summary: "Connect an account by the platform's fields; again, to renew it in place",
        request: { params: z.object({ platform: z.string() }), body: body(entriesSchema) },
        responses: { 201: json(connectionSchema, "The connection") },
      }),
      async (c) => {
        const platform = platforms.get(c.req.valid("param").platform);
        if (platform === undefined) throw notFound("platform");
        const { userId } = c.get("caller");
        const result = await linkByFields(connections, userId, platform, c.req.valid("json"));
        if (result.kind === "problem") throw invalid(result.field ?? "", result.message);
        context.wake();
        const [connection] = present(result.connection);
        if (connection === undefined) throw notFound("platform");
        return c.json(connection, 201);
      },
    )
    .openapi(
      route(writer, {
        method: "post",
        path: "/connections/{id}/refresh",
        summary: "Renew its authorisation, where that needs nobody",
        request: { params: idParams },
        responses: { 200: json(refreshedSchema, "As it is now") },
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const result = await refreshNow(connections, c.get("caller").userId, id);
        const [connection] = result.kind === "done" ? present(result.connection) : [];
        if (result.kind === "unknown" || connection === undefined) throw notFound("connection");
        context.wake();
        return c.json({ connection, needsUser: result.needsUser }, 200);
      },
    )
    .openapi(
      route(writer, {
        ...{ method: "patch", path: "/connections/{id}", summary: "Set up auto-posting to it" },
        request: { params: idParams, body: body(connectionChangeSchema) },
        responses: { 200: json(connectionSchema, "The connection") },
      }),
      async (c) => {
        const caller = c.get("caller");
        const { id } = c.req.valid("param");
        const { autopost: isAutopost, siteIds } = c.req.valid("json");
        await requireSites(db, caller, { id, siteIds: siteIds ?? [] });
        const set = { change: { isAutopost, siteIds }, now: context.clock.now() };
        const { userId } = caller;
        const isChanged = await db
          .transaction()
          .execute((tx) => changeConnection(tx, { userId, id }, set));
        const linked = isChanged ? await listConnections(db, userId) : [];
        const [connection] = linked.filter((each) => each.id === id).flatMap(present);
        if (connection === undefined) throw notFound("connection");
        return c.json(connection, 200);
      },
    )
    .openapi(
      route(writer, {
        ...{ method: "delete", path: "/connections/{id}", summary: "Unlink; its queue is held" },
        request: { params: idParams },
        responses: { 204: { description: "Unlinked" } },
      }),
      async (c) => {
        const isKnown = await unlink(connections, c.get("caller").userId, c.req.valid("param").id);
        if (!isKnown) throw notFound("connection");
        return c.body(null, 204);
      },
    );
}

/** The caller's own sites, or those that were chosen while they were. @throws ApiProblem */
async function requireSites(
  db: Queryable,
  caller: Caller,
  { id, siteIds }: { id: string; siteIds: readonly string[] },
): Promise<void> {
  const [connection] = await findConnections(db, caller.userId, [id]);
  const own = [...(await siteIdsOf(db, caller)), ...(connection?.siteIds ?? [])];
  for (const [index, siteId] of siteIds.entries()) {
    if (own.includes(siteId)) continue;
    throw invalid(`siteIds.${index}`, `You are no member of a site ${siteId}.`);
  }
}

async function presentPlatform(
  { connections, platformPages, sandbox }: ApiContext,
  id: string,
  { connector }: Platform,
): Promise<contract.Platform> {
  const { about, options } = connector;
  const auth = await Promise.all(
    connector.auth.map(async (way): Promise<contract.Auth> => {
      const { kind, label, permits, fields } = way;
      const isOAuth = kind === "oauth2";
      return {
        ...{ id: way.id, kind, label, permits, fields: [...fields] },
        scopes: isOAuth ? [...way.scopes] : [],
        isReady: !isOAuth || (await isReady(connections, id, way)),
      };
    }),
  );
  return {
    ...{ id, name: about.name, accountKinds: [...about.accountKinds], auth },
    ...{ options: options.map(presentOption), hashtags: about.hashtags },
    isConfigured: auth.some((way) => way.isReady),
    setupMarkdown: platformPages.get(id)?.setupMarkdown ?? "",
    iconSvg: platformPages.get(id)?.iconSvg ?? "",
    sandboxEntries: sandbox?.platforms.get(id)?.entries ?? null,
  };
}

function presentOption(option: Option): contract.Platform["options"][number] {
  return option.kind === "choice" ? { ...option, choices: [...option.choices] } : option;
}
