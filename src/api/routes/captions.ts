// /sites/{id}/captions: how a site's posts are worded for each platform and connection.

import { createHash } from "node:crypto";
import { findSiteCaptions, holdSiteCaptions, saveSiteCaptions } from "#captions/site-captions.ts";
import type { SiteCaptions as Settings } from "#captions/site-captions.ts";
import { templateVariableNames } from "#text/template.ts";
import { administeredSite, siteOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import { requireRules } from "../caption-input.ts";
import {
  captionSettingsSchema,
  seenCaptionsSchema,
  siteCaptionsSchema,
} from "../contract/captions.ts";
import type { SiteCaptions } from "../contract/captions.ts";
import { namesTag } from "../entity-tags.ts";
import type { ApiContext } from "../env.ts";
import { ApiProblem, createRouter } from "../problems.ts";
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
        const settings = await findSiteCaptions(db, id);
        c.header("etag", versionOf(settings));
        return c.json(presentCaptions(context, settings), 200);
      },
    )
    .openapi(
      route(callerWith(context, null), {
        ...{
          method: "put",
          path: "/sites/{id}/captions",
          summary: "Word its posts (admins)",
          description:
            "With If-Match, only as long as the captions are those whose ETag it names: 412 otherwise.",
        },
        request: {
          ...{ params: idParams, headers: seenCaptionsSchema },
          body: body(captionSettingsSchema),
        },
        responses: { 200: json(siteCaptionsSchema, "Its rules, and what they can say") },
      }),
      async (c) => {
        const caller = c.get("caller");
        const { id } = await administeredSite(db, caller, c.req.valid("param").id);
        const settings = c.req.valid("json");
        const before = await findSiteCaptions(db, id);
        await requireRules(context, caller, id, { rules: settings.rules, before: before.rules });
        const ifMatch = c.req.valid("header")["if-match"];
        const saved = await db.transaction().execute(async (tx) => {
          if (!namesTag(ifMatch, versionOf(await holdSiteCaptions(tx, id)))) {
            throw changedMeanwhile();
          }
          await saveSiteCaptions(tx, id, settings);
          return findSiteCaptions(tx, id);
        });
        c.header("etag", versionOf(saved));
        return c.json(presentCaptions(context, saved), 200);
      },
    );
}

function presentCaptions({ connections }: ApiContext, { rules, voice }: Settings): SiteCaptions {
  const templates = [...connections.platforms].map(
    ([platform, { connector }]) => [platform, connector.about.template] as const,
  );
  return {
    ...{ rules, voice, variables: [...templateVariableNames] },
    templates: Object.fromEntries(templates),
  };
}

/** Tells what is set from all else that could be. */
function versionOf({ rules, voice }: Settings): string {
  const hash = createHash("sha256").update(JSON.stringify([rules, voice]));
  return `"${hash.digest("base64url")}"`;
}

function changedMeanwhile(): ApiProblem {
  const detail =
    "Somebody has changed these captions meanwhile. Load them again, and bring your changes in.";
  return new ApiProblem({ status: 412, code: "changed-meanwhile", detail });
}
