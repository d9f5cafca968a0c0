// The operator's apps at platforms. Their secrets come in and never go out.

import { z } from "@hono/zod-openapi";
import {
  appNamesOf,
  appSetting,
  deletePlatformApp,
  listPlatformApps,
  savePlatformApp,
} from "#connections/apps.ts";
import { redirectUriOf } from "#connections/oauth/redirect.ts";
import { callerWith } from "../caller.ts";
import { platformAppChangeSchema, platformAppSchema } from "../contract/operator.ts";
import type * as contract from "../contract/operator.ts";
import type { ApiContext, Caller } from "../env.ts";
import { ApiProblem, createRouter, notFound } from "../problems.ts";
import { allOf, body, json, route } from "../route.ts";

const appParams = z.object({ platform: z.string(), name: z.string() });

export function operatorRoutes(context: ApiContext) {
  const { connections } = context;
  const signedIn = callerWith(context, null);
  return createRouter()
    .openapi(
      route(signedIn, {
        ...{ method: "get", path: "/operator/apps", summary: "The server's apps at platforms" },
        responses: { 200: json(allOf(platformAppSchema), "All that are needed") },
      }),
      async (c) => {
        requireOperator(c.get("caller"));
        return c.json({ data: await list() }, 200);
      },
    )
    .openapi(
      route(signedIn, {
        method: "put",
        path: "/operator/apps/{platform}/{name}",
        summary: "Enter the credentials of an app",
        request: { params: appParams, body: body(platformAppChangeSchema) },
        responses: { 200: json(platformAppSchema, "As it is now") },
      }),
      async (c) => {
        requireOperator(c.get("caller"));
        const place = requireChangeable(c.req.valid("param"));
        const { clientId, clientSecret } = c.req.valid("json");
        await savePlatformApp(connections, place, { clientId, clientSecret });
        const saved = (await list()).find((app) => isAt(app, place));
        if (saved === undefined) throw notFound("app");
        return c.json(saved, 200);
      },
    )
    .openapi(
      route(signedIn, {
        method: "delete",
        path: "/operator/apps/{platform}/{name}",
        summary: "Forget the credentials of an app",
        request: { params: appParams },
        responses: { 204: { description: "Forgotten" } },
      }),
      async (c) => {
        requireOperator(c.get("caller"));
        await deletePlatformApp(connections, requireChangeable(c.req.valid("param")));
        return c.body(null, 204);
      },
    );

  async function list(): Promise<contract.PlatformApp[]> {
    const apps = await listPlatformApps(connections);
    return apps.map((app) => ({
      ...app,
      settings: { clientId: appSetting(app, "ID"), clientSecret: appSetting(app, "SECRET") },
      redirectUri: redirectUriOf(context.publicUrl, app.platform),
    }));
  }

  /** @throws ApiProblem for an app that no platform needs, or that the environment gives */
  function requireChangeable(place: Place): Place {
    const platform = connections.platforms.get(place.platform);
    if (platform === undefined || !appNamesOf(platform).includes(place.name)) throw notFound("app");
    if (connections.givenApp(place.platform, place.name) === undefined) return place;
    const detail = `${appSetting(place, "ID")} in the environment goes before what is entered here. Change it there.`;
    throw new ApiProblem({ status: 409, code: "given-by-environment", detail });
  }
}

interface Place {
  platform: string;
  name: string;
}

function isAt(app: Place, { platform, name }: Place): boolean {
  return app.platform === platform && app.name === name;
}

/** @throws ApiProblem */
function requireOperator({ user }: Caller): void {
  if (user?.isOperator === true) return;
  const detail = "Only the operator of this server can do this.";
  throw new ApiProblem({ status: 403, code: "not-operator", detail });
}
