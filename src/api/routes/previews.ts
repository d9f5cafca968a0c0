// /captions/preview: what would be sent, of a post as it is saved, of one as it is being written, or of a
// message.

import { fetchCards } from "#captions/card-fetch.ts";
import { contentOf } from "#workflows/content.ts";
import { callerWith } from "../caller.ts";
import { previewRequestSchema, previewSchema } from "../contract/captions.ts";
import type { Preview } from "../contract/captions.ts";
import type { ApiContext } from "../env.ts";
import { readUnsavedPost } from "../post-input.ts";
import { createRouter } from "../problems.ts";
import { body, json, route } from "../route.ts";
import { composeAll, etagOf, readSubject, readTargets } from "../targets.ts";

export function previewRoutes(context: ApiContext) {
  const { db, workflows } = context;
  return createRouter().openapi(
    route(callerWith(context, "runs:write"), {
      ...{
        method: "post",
        path: "/captions/preview",
        summary: "What would be sent, exactly",
        description: "Its ETag, as If-Match of POST /runs, makes sure that this is what is sent.",
      },
      request: { body: body(previewRequestSchema) },
      responses: { 200: json(previewSchema, "One composition for each connection") },
    }),
    async (c) => {
      const caller = c.get("caller");
      const { post, ...input } = c.req.valid("json");
      const unsaved = post && (await readUnsavedPost(context, caller, post));
      const subject =
        unsaved === undefined
          ? await readSubject(db, workflows, caller, input)
          : { siteId: unsaved.siteId, content: await contentOf(db, workflows, unsaved) };
      const { siteId } = subject;
      const targets = await readTargets(db, context, { caller, siteId }, input.targets);
      await fetchCards(workflows, db, { content: subject.content, targets });
      const compositions = await composeAll(db, workflows, subject, targets);
      c.header("etag", etagOf(targets, compositions));
      const data = targets.map(({ connection }, index) => ({
        connectionId: connection.id,
        composition: compositions[index],
      }));
      return c.json({ data } as Preview, 200);
    },
  );
}
