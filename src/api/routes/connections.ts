// /platforms and /connections.

import { z } from "@hono/zod-openapi";
import { listConnections, setAutopost } from "#connections/connections.ts";
import type { Connection } from "#connections/connections.ts";
import { linkByFields, unlink } from "#connections/link.ts";
import type { Platform } from "#connections/platforms.ts";
import { callerWith } from "../caller.ts";
import {
  connectionChangeSchema,
  connectionSchema,
  entriesSchema,
  platformSchema,
} from "../contract/connections.ts";
import type * as contract from "../contract/connections.ts";
import type { ApiContext } from "../env.ts";
import { presentConnection } from "../present.ts";
import { createRouter, invalid, notFound } from "../problems.ts";
import { body, idParams, json, route } from "../route.ts";

const all = <T extends z.ZodType>(schema: T) => z.object({ data: z.array(schema) });

export function connectionRoutes(context: ApiContext) {
  const { db, connections } = context;
  const reader = callerWith(context, "connections:read");
  const writer = callerWith(context, "connections:write");
  const present = (connection: Connection) => presentConnection(connection, connections.platforms);
  return createRouter()
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/platforms", summary: "The platforms one can connect" },
        responses: { 200: json(all(platformSchema), "All of them") },
      }),
      (c) => {
        const data = [...connections.platforms].map(([id, platform]) =>
          presentPlatform(context, id, platform),
        );
        return c.json({ data }, 200);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/connections", summary: "Your connections, oldest first" },
        responses: { 200: json(all(connectionSchema), "All of them") },
      }),
      async (c) => {
        const linked = await listConnections(db, c.get("caller").userId);
        return c.json({ data: linked.flatMap(present) }, 200);
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
        const platform = connections.platforms.get(c.req.valid("param").platform);
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
        ...{ method: "patch", path: "/connections/{id}", summary: "Switch auto-posting" },
        request: { params: idParams, body: body(connectionChangeSchema) },
        responses: { 200: json(connectionSchema, "The connection") },
      }),
      async (c) => {
        const { userId } = c.get("caller");
        const { id } = c.req.valid("param");
        const { autopost: isAutopost } = c.req.valid("json");
        const change = { isAutopost, updatedAt: context.clock.now() };
        const isChanged = await setAutopost(db, { userId, id }, change);
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

function presentPlatform(
  { platformPages, sandbox }: ApiContext,
  id: string,
  { connector }: Platform,
): contract.Platform {
  const { about, auth, options } = connector;
  return {
    ...{ id, name: about.name, accountKinds: [...about.accountKinds] },
    auth: { ...auth, fields: [...auth.fields] },
    options: [...options],
    // Fields are all that these platforms take; credentials of an app come with OAuth.
    isConfigured: true,
    setupMarkdown: platformPages.get(id)?.setupMarkdown ?? "",
    iconSvg: platformPages.get(id)?.iconSvg ?? "",
    sandboxEntries: sandbox?.platforms.get(id)?.entries ?? null,
  };
}
