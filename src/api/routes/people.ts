// What the first page asks, sites, and API keys.

import { z } from "@hono/zod-openapi";
import { createApiKey, listApiKeys, revokeApiKey } from "#people/api-keys.ts";
import { createSite, listSites } from "#people/sites.ts";
import { callerWith } from "../caller.ts";
import {
  apiKeySchema,
  createdApiKeySchema,
  newApiKeySchema,
  newSiteSchema,
  siteSchema,
  welcomeSchema,
} from "../contract/people.ts";
import type { ApiContext } from "../env.ts";
import { createOnce } from "../idempotency.ts";
import { presentApiKey, presentSite } from "../present.ts";
import { createRouter, invalid, notFound } from "../problems.ts";
import { body, idParams, json, openRoute, route } from "../route.ts";

const all = <T extends z.ZodType>(schema: T) => z.object({ data: z.array(schema) });

export function peopleRoutes(context: ApiContext) {
  const { db, clock, auth } = context;
  const signedIn = callerWith(context, null);
  const reader = callerWith(context, "posts:read");
  return createRouter()
    .openapi(
      openRoute({
        ...{ method: "get", path: "/welcome", summary: "Who is here, before anybody signs in" },
        responses: { 200: json(welcomeSchema, "What the first page needs") },
      }),
      async (c) => {
        const session = await auth.session(c.req.raw.headers);
        const hasUsers = session !== undefined || (await auth.hasUsers());
        const isSandbox = context.sandbox !== undefined;
        return c.json({ hasUsers, user: session?.user ?? null, isSandbox }, 200);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/sites", summary: "Your sites, oldest first" },
        responses: { 200: json(all(siteSchema), "All of them") },
      }),
      async (c) => {
        const sites = await listSites(db, c.get("caller").userId);
        return c.json({ data: sites.map(presentSite) }, 200);
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
          return { status: 201, body: presentSite(created) };
        });
        return c.json(answer.body, 201);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "get", path: "/api-keys", summary: "Your API keys, without the keys" },
        responses: { 200: json(all(apiKeySchema), "Those that were not revoked") },
      }),
      async (c) => {
        const keys = await listApiKeys(db, c.get("caller").userId);
        const current = keys.filter(({ revokedAt }) => revokedAt === null);
        return c.json({ data: current.map(presentApiKey) }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "post", path: "/api-keys", summary: "Create an API key; it is shown once" },
        request: { body: body(newApiKeySchema) },
        responses: { 201: json(createdApiKeySchema, "The key") },
      }),
      async (c) => {
        // Not by Idempotency-Key: keeping the answer would keep the key.
        const { name, scopes, expiresAt } = c.req.valid("json");
        if (expiresAt !== null && new Date(expiresAt) <= clock.now()) {
          throw invalid("expiresAt", "This time is over already.");
        }
        const { key, record } = await createApiKey(db, {
          ...{ userId: c.get("caller").userId, name, scopes },
          expiresAt: expiresAt === null ? null : new Date(expiresAt),
        });
        return c.json({ ...presentApiKey(record), key }, 201);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "delete", path: "/api-keys/{id}", summary: "Revoke an API key" },
        request: { params: idParams },
        responses: { 204: { description: "Revoked" } },
      }),
      async (c) => {
        const { userId } = c.get("caller");
        const { id } = c.req.valid("param");
        if (!(await revokeApiKey(db, { userId, id }, clock.now()))) throw notFound("API key");
        return c.body(null, 204);
      },
    );
}
