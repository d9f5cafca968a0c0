// /sites/{id}/captions: how a site's posts are worded for each platform and connection.

import { findSiteCaptions, saveSiteCaptions } from "#captions/site-captions.ts";
import { templateVariableNames } from "#text/template.ts";
import { administeredSite, siteOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import { requireRules } from "../caption-input.ts";
import { captionSettingsSchema, siteCaptionsSchema } from "../contract/captions.ts";
import type { SiteCaptions } from "../contract/captions.ts";
import type { ApiContext } from "../env.ts";
import { createRouter } from "../problems.ts";
import { body, idParams, json, route } from "../route.ts";

export function captionRoutes(context: ApiContext) {
  const { db } = context;
  return createRouter()
    .openapi(
      route(callerWith(context, "posts:read"), {
        ...{ method: "get", path: "/sites/{id}/captions", summary: "How its posts are worded" },
        request: { params: idParams },
        responses: { 200: json(siteCaptionsSchema, "Its rules, and what they can say") },
      }),
      async (c) => {
        const { id } = await siteOf(db, c.get("caller"), c.req.valid("param").id);
        return c.json(await presentCaptions(context, id), 200);
      },
    )
    .openapi(
      route(callerWith(context, null), {
        ...{ method: "put", path: "/sites/{id}/captions", summary: "Word its posts (admins)" },
        request: { params: idParams, body: body(captionSettingsSchema) },
        responses: { 200: json(siteCaptionsSchema, "Its rules, and what they can say") },
      }),
      async (c) => {
        const caller = c.get("caller");
        const { id } = await administeredSite(db, caller, c.req.valid("param").id);
        const settings = c.req.valid("json");
        const before = await findSiteCaptions(db, id);
        await requireRules(context, caller, id, { rules: settings.rules, before: before.rules });
        await saveSiteCaptions(db, id, settings);
        return c.json(await presentCaptions(context, id), 200);
      },
    );
}

async function presentCaptions({ db, connections }: ApiContext, id: string): Promise<SiteCaptions> {
  const { rules, voice } = await findSiteCaptions(db, id);
  const templates = [...connections.platforms].map(
    ([platform, { connector }]) => [platform, connector.about.template] as const,
  );
  return {
    ...{ rules, voice, variables: [...templateVariableNames] },
    templates: Object.fromEntries(templates),
  };
}
