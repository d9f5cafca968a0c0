// /runs: sharing by hand, and the history.

import type { Composition } from "#connector/contract.ts";
import { cancelDeliveries } from "#delivery/change.ts";
import { holdSite } from "#people/locks.ts";
import type { Tx } from "#store/open.ts";
import { prepareRun } from "#workflows/prepare.ts";
import { findRun, listRuns } from "#workflows/read.ts";
import type { Target } from "#workflows/run.ts";
import { startRun } from "#workflows/run.ts";
import { runOf, siteIdsOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import { newRunSchema, previewedSchema, runSchema } from "../contract/runs.ts";
import { listQuerySchema, pageOf } from "../contract/shared.ts";
import { namesTag } from "../entity-tags.ts";
import type { ApiContext } from "../env.ts";
import { createOnce } from "../idempotency.ts";
import { readCursor, toPage } from "../lists.ts";
import { presentRun } from "../present.ts";
import { ApiProblem, createRouter, notFound } from "../problems.ts";
import { body, idParams, json, route } from "../route.ts";
import { composeAll, etagOf, readSharing } from "../targets.ts";

export function runRoutes(context: ApiContext) {
  const { db, clock, workflows } = context;
  const reader = callerWith(context, "runs:read");
  const writer = callerWith(context, "runs:write");
  return createRouter()
    .openapi(
      route(writer, {
        ...{
          method: "post",
          path: "/runs",
          summary: "Share a post or a message",
          description:
            "With If-Match, only what the preview with that ETag has shown: 412 otherwise.",
        },
        request: { headers: previewedSchema, body: body(newRunSchema) },
        responses: { 202: json(runSchema, "The run; its deliveries go out by themselves") },
      }),
      async (c) => {
        const caller = c.get("caller");
        const input = c.req.valid("json");
        const scheduledFor = input.scheduledFor === undefined ? null : new Date(input.scheduledFor);
        const answer = await createOnce(context, c, async () => {
          const { siteId, content, targets } = await readSharing(db, context, caller, input);
          await prepareRun(db, workflows, { content, targets });
          return async (tx) => {
            await holdSite(tx, { siteId, userId: caller.userId });
            await holdPost(tx, input.postId);
            const { targets, ...subject } = await readSharing(tx, context, caller, input);
            const compositions = await composeAll(tx, workflows, subject, targets);
            requirePreviewed(c.req.valid("header")["if-match"], etagOf(targets, compositions));
            refuseProblems(targets, compositions);
            const id = await startRun(tx, workflows, {
              ...subject,
              ...{ trigger: "person", startedBy: caller.userId, scheduledFor, targets },
            });
            return { status: 202, body: await presentStarted(tx, id) };
          };
        });
        context.wake();
        return c.json(answer.body, 202);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/runs", summary: "The history, the newest first" },
        request: { query: listQuerySchema },
        responses: { 200: json(pageOf(runSchema), "One page") },
      }),
      async (c) => {
        const { limit, cursor } = c.req.valid("query");
        const siteIds = await siteIdsOf(db, c.get("caller"));
        const runs = await listRuns(db, { siteIds, limit: limit + 1, ...readCursor(cursor) });
        return c.json(toPage(runs, limit, presentRun), 200);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/runs/{id}", summary: "One run with its deliveries" },
        request: { params: idParams },
        responses: { 200: json(runSchema, "The run") },
      }),
      async (c) =>
        c.json(presentRun(await runOf(db, c.get("caller"), c.req.valid("param").id)), 200),
    )
    .openapi(
      route(writer, {
        ...{ method: "post", path: "/runs/{id}/cancel", summary: "Cancel what has not been sent" },
        request: { params: idParams },
        responses: { 200: json(runSchema, "The run; what is under way or published stays") },
      }),
      async (c) => {
        const run = await runOf(db, c.get("caller"), c.req.valid("param").id);
        const answer = await db.transaction().execute(async (tx) => {
          await cancelDeliveries(tx, run.deliveries, clock.now());
          return presentStarted(tx, run.id);
        });
        return c.json(answer, 200);
      },
    );
}

/** So that it is not deleted before the run is there; where it is being deleted, waits for that. */
async function holdPost(tx: Tx, postId: string | undefined): Promise<void> {
  if (postId === undefined) return;
  await tx.selectFrom("posts").select("id").where("id", "=", postId).forKeyShare().execute();
}

/** @throws ApiProblem when something else would be sent than was shown */
function requirePreviewed(ifMatch: string | undefined, etag: string): void {
  if (namesTag(ifMatch, etag)) return;
  const detail =
    "What would be sent is not what the preview has shown: the post, the site's captions or an account changed meanwhile. Look at a new preview, and share it again.";
  throw new ApiProblem({ status: 412, code: "changed-meanwhile", detail });
}

/** Somebody is there to mend it, so a run by hand is refused whole instead of failing in part. */
function refuseProblems(targets: readonly Target[], compositions: readonly Composition[]): void {
  const errors = compositions.flatMap(({ problems }, index) =>
    problems
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => ({
        path: `targets.${index}`,
        message: `${targets[index]?.connection.account.name ?? ""}: ${message}`,
      })),
  );
  if (errors.length === 0) return;
  const detail = errors.map(({ message }) => message).join(" ");
  throw new ApiProblem({ status: 422, code: "cannot-be-sent", detail, errors });
}

async function presentStarted(tx: Tx, id: string) {
  const run = await findRun(tx, id);
  if (run === undefined) throw notFound("run");
  return presentRun(run);
}
