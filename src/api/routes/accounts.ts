// What the first page asks, and where a user is signed in. Signing in itself, and all that changes an
// account, is below /api/auth.

import { endSession, listSessions } from "#people/sessions.ts";
import { callerWith } from "../caller.ts";
import { sessionSchema, welcomeSchema } from "../contract/accounts.ts";
import type { ApiContext } from "../env.ts";
import { presentSession } from "../present.ts";
import { createRouter, notFound } from "../problems.ts";
import { allOf, idParams, json, openRoute, route } from "../route.ts";

export function accountRoutes(context: ApiContext) {
  const { db, clock, auth, hasMail } = context;
  const signedIn = callerWith(context, null);
  return createRouter()
    .openapi(
      openRoute(context, {
        ...{ method: "get", path: "/welcome", summary: "Who is here, before anybody signs in" },
        responses: { 200: json(welcomeSchema, "What the first page needs") },
      }),
      async (c) => {
        const session = await auth.session(c.req.raw.headers);
        const hasUsers = session !== undefined || (await auth.hasUsers());
        const { signUp, signInWith } = auth;
        const settings = { signUp, signInWith: [...signInWith], hasMail };
        const isSandbox = context.sandbox !== undefined;
        return c.json({ hasUsers, user: session?.user ?? null, ...settings, isSandbox }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "get", path: "/sessions", summary: "Where you are signed in" },
        responses: { 200: json(allOf(sessionSchema), "The one used last first") },
      }),
      async (c) => {
        const [session, sessions] = await Promise.all([
          auth.session(c.req.raw.headers),
          listSessions(db, c.get("caller").userId, clock.now()),
        ]);
        return c.json({ data: sessions.map((each) => presentSession(each, session?.id)) }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "delete", path: "/sessions/{id}", summary: "Sign out somewhere" },
        request: { params: idParams },
        responses: { 204: { description: "Ended" } },
      }),
      async (c) => {
        const { userId } = c.get("caller");
        const { id } = c.req.valid("param");
        if (!(await endSession(db, { id, userId }))) throw notFound("session");
        return c.body(null, 204);
      },
    );
}
