// API keys.

import { createApiKey, listApiKeys, revokeApiKey } from "#people/api-keys.ts";
import { callerWith } from "../caller.ts";
import { apiKeySchema, createdApiKeySchema, newApiKeySchema } from "../contract/people.ts";
import type { ApiContext } from "../env.ts";
import { presentApiKey } from "../present.ts";
import { createRouter, invalid, notFound } from "../problems.ts";
import { allOf, body, idParams, json, route } from "../route.ts";

export function peopleRoutes(context: ApiContext) {
  const { db, clock } = context;
  const signedIn = callerWith(context, null);
  return createRouter()
    .openapi(
      route(signedIn, {
        ...{ method: "get", path: "/api-keys", summary: "Your API keys, without the keys" },
        responses: { 200: json(allOf(apiKeySchema), "Those that were not revoked") },
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
