// Connecting by way of the platform: leaving for it, coming back, and what became of it.

import { z } from "@hono/zod-openapi";
import { authorize } from "#connections/authorize.ts";
import { findAuthorization } from "#connections/authorizations.ts";
import type { Authorization } from "#connections/authorizations.ts";
import { choose, targetsOf } from "#connections/choose.ts";
import { comeBack } from "#connections/come-back.ts";
import { callerWith } from "../caller.ts";
import {
  authorizationSchema,
  authorizeSchema,
  choiceSchema,
  leavingSchema,
} from "../contract/connections.ts";
import type * as contract from "../contract/connections.ts";
import type { ApiContext } from "../env.ts";
import { createRouter, invalid, notFound } from "../problems.ts";
import { body, idParams, json, openRoute, route } from "../route.ts";

const platformParams = z.object({ platform: z.string() });

/** The page of the dashboard that says what became of it. */
const pageOf = (id: string) => `/connections/return/${id}`;
const nobodysPage = pageOf("none");

export function authorizationRoutes(context: ApiContext) {
  const { auth, connections, publicUrl } = context;
  const { platforms } = connections;
  const signedIn = callerWith(context, null);
  return createRouter()
    .openapi(
      route(signedIn, {
        method: "post",
        path: "/connections/{platform}/authorize",
        summary: "Connect an account by signing in at the platform",
        request: { params: platformParams, body: body(authorizeSchema) },
        responses: { 200: json(leavingSchema, "Where to go; the way back is open for 10 minutes") },
      }),
      async (c) => {
        const platform = platforms.get(c.req.valid("param").platform);
        const { userId, sessionId } = c.get("caller");
        if (platform === undefined || sessionId === null) throw notFound("platform");
        const { auth: way, entries = {} } = c.req.valid("json");
        const asked = { userId, sessionId, platform, auth: way, entries };
        const result = await authorize(connections, asked);
        if (result.kind === "problem") throw invalid(result.field ?? "", result.message);
        return c.json({ url: result.url }, 200);
      },
    )
    .openapi(
      openRoute(context, {
        method: "get",
        path: "/connections/callback/{platform}",
        summary: "Where platforms send the browser back to",
        request: { params: platformParams },
        responses: { 302: { description: "To the page that says what became of it" } },
      }),
      async (c) => {
        const here = new URL(c.req.url);
        // Some servers take no name for this machine, and the cookie belongs to the name.
        if (here.hostname === "127.0.0.1" && new URL(publicUrl).hostname === "localhost") {
          return c.redirect(publicUrl + here.pathname + here.search, 302);
        }
        const session = await auth.session(c.req.raw.headers);
        const platform = platforms.get(c.req.valid("param").platform);
        if (session === undefined || platform === undefined) return c.redirect(nobodysPage, 302);
        const owner = { userId: session.user.id, sessionId: session.id };
        const onBug = (err: unknown) => context.log.error({ err }, "An account was not connected");
        const returning = { ...owner, platform, params: here.searchParams, onBug };
        const id = await comeBack(connections, returning);
        context.wake();
        return c.redirect(id === undefined ? nobodysPage : pageOf(id), 302);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "get", path: "/authorizations/{id}", summary: "What became of connecting" },
        request: { params: idParams },
        responses: { 200: json(authorizationSchema, "Kept for 10 minutes") },
      }),
      async (c) => c.json(await find(c.req.valid("param").id, c.get("caller").userId), 200),
    )
    .openapi(
      route(signedIn, {
        method: "post",
        path: "/authorizations/{id}/choose",
        summary: "Connect the chosen ones of several accounts",
        request: { params: idParams, body: body(choiceSchema) },
        responses: { 200: json(authorizationSchema, "As it is now") },
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const { userId } = c.get("caller");
        const result = await choose(connections, { id, userId }, c.req.valid("json").remoteIds);
        if (result === "unknown") throw notFound("choice");
        if (result === "not-offered") throw invalid("remoteIds", "Choose of those that are there.");
        context.wake();
        return c.json(await find(id, userId), 200);
      },
    );

  async function find(id: string, userId: string): Promise<contract.Authorization> {
    const authorization = await findAuthorization(connections, { id, userId });
    if (authorization === undefined) throw notFound("authorisation");
    return present(authorization);
  }
}

function present(authorization: Authorization): contract.Authorization {
  const { id, platform, auth, stage, message, connectionIds } = authorization;
  return {
    ...{ id, platform, auth, stage, message, connectionIds: [...connectionIds] },
    targets: targetsOf(authorization).map(({ remoteId, kind, name, handle, avatarUrl }) => ({
      ...{ remoteId, kind, name, handle, avatarUrl },
    })),
  };
}
