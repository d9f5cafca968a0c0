// How routes are described: what they take, what they answer, and who may call them.

import { createRoute, z } from "@hono/zod-openapi";
import type { RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { idSchema, problemSchema } from "./contract/shared.ts";
import type { ApiContext, ApiEnv } from "./env.ts";
import { countAddress } from "./rate-limit.ts";

const problemResponse = {
  description: "Why not (RFC 9457)",
  content: { "application/problem+json": { schema: problemSchema } },
};

export const idParams = z.object({ id: idSchema });

/** A list that is short enough to be given whole. */
export function allOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item) });
}

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function body<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } };
}

/** A route of the API, with the answer that every one of them can give. */
export function route<P extends string, R extends Omit<RouteConfig, "path"> & { path: P }>(
  caller: MiddlewareHandler<ApiEnv>,
  config: R,
) {
  return createRoute({
    ...config,
    middleware: [caller] as const,
    security: [{ session: [] }, { apiKey: [] }],
    responses: { ...config.responses, default: problemResponse },
  });
}

/** A route that anybody may call. */
export function openRoute<P extends string, R extends Omit<RouteConfig, "path"> & { path: P }>(
  { rateLimit }: Pick<ApiContext, "rateLimit">,
  config: R,
) {
  return createRoute({
    ...config,
    middleware: [countAddress(rateLimit)] as const,
    responses: { ...config.responses, default: problemResponse },
  });
}
