// /posts: creating one publishes it, and publishing shares it.

import { createPost, deletePost, updatePost } from "#posts/posts.ts";
import type { SaveResult } from "#posts/posts.ts";
import type { Post } from "#posts/read.ts";
import { listPosts } from "#posts/read.ts";
import type { Queryable } from "#store/open.ts";
import { preparePublication } from "#workflows/prepare.ts";
import { listRuns } from "#workflows/read.ts";
import { postOf, siteIdsOf, siteOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import type { CreatedPost } from "../contract/posts.ts";
import {
  createdPostSchema,
  ifMatchSchema,
  newPostSchema,
  postChangeSchema,
  postSchema,
  postsQuerySchema,
} from "../contract/posts.ts";
import { pageOf } from "../contract/shared.ts";
import { namedTags } from "../entity-tags.ts";
import type { ApiContext } from "../env.ts";
import { createOnce } from "../idempotency.ts";
import { readCursor, toPage } from "../lists.ts";
import { readChange, readNewPost } from "../post-input.ts";
import { presentPost, presentRun } from "../present.ts";
import { ApiProblem, createRouter, invalid, notFound, sending } from "../problems.ts";
import { body, idParams, json, route } from "../route.ts";

/** Of each post; more than one usually has, and the history has them all. */
const maxRunsShown = 100;

export function postRoutes(context: ApiContext) {
  const { db, clock, publicUrl } = context;
  const reader = callerWith(context, "posts:read");
  const writer = callerWith(context, "posts:write");
  return createRouter()
    .openapi(
      route(writer, {
        ...{ method: "post", path: "/posts", summary: "Create a post; a published one is shared" },
        request: { body: body(newPostSchema) },
        responses: { 201: json(createdPostSchema, "The post, and the run that shares it") },
      }),
      async (c) => {
        const answer = await createOnce(context, c, async () => {
          const newPost = await readNewPost(context, c.get("caller"), c.req.valid("json"));
          if (newPost.status === "published")
            await preparePublication(db, context.workflows, newPost);
          return async (tx) => {
            const post = saved(await createPost(tx, context.posts, newPost, clock.now()));
            return { status: 201, body: await presentCreated(context, tx, post) };
          };
        });
        context.wake();
        return c.json(answer.body, 201);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/posts", summary: "Posts, the newest first" },
        request: { query: postsQuerySchema },
        responses: { 200: json(pageOf(postSchema), "One page") },
      }),
      async (c) => {
        const { limit, cursor, siteId, status } = c.req.valid("query");
        const caller = c.get("caller");
        const siteIds =
          siteId === undefined
            ? await siteIdsOf(db, caller)
            : [(await siteOf(db, caller, siteId)).id];
        const filter = { siteIds, status, limit: limit + 1, ...readCursor(cursor) };
        const posts = await listPosts(db, filter);
        const runs = await runsOf(db, posts);
        const present = (post: Post) => {
          const own = runs.filter(({ postId }) => postId === post.id);
          return presentPost(post, own, publicUrl);
        };
        return c.json(toPage(posts, limit, present), 200);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/posts/{id}", summary: "One post, with its live copies" },
        request: { params: idParams },
        responses: { 200: json(postSchema, "The post") },
      }),
      async (c) => {
        const post = await postOf(db, c.get("caller"), c.req.valid("param").id);
        c.header("etag", versionOf(post));
        return c.json(presentPost(post, await runsOf(db, [post]), publicUrl), 200);
      },
    )
    .openapi(
      route(writer, {
        ...{
          method: "patch",
          path: "/posts/{id}",
          summary: "Change a post; never shares it again",
          description:
            "With If-Match, only as long as the post is the one whose ETag it names: 412 otherwise.",
        },
        request: { params: idParams, headers: ifMatchSchema, body: body(postChangeSchema) },
        responses: {
          200: json(createdPostSchema, "The post, and the run that its publication started"),
        },
      }),
      async (c) => {
        const caller = c.get("caller");
        const before = await postOf(db, caller, c.req.valid("param").id);
        const change = await readChange(context, caller, before, c.req.valid("json"));
        if (before.status !== "published" && change.status === "published") {
          await preparePublication(db, context.workflows, { ...before, ...change });
        }
        const seenAt = readVersion(c.req.valid("header")["if-match"]);
        const update = { id: before.id, change, seenAt, now: clock.now() };
        const answer = await db.transaction().execute(async (tx) => {
          const post = saved(await updatePost(tx, context.posts, update));
          c.header("etag", versionOf(post));
          return presentCreated(context, tx, post);
        });
        context.wake();
        return c.json(answer, 200);
      },
    )
    .openapi(
      route(writer, {
        ...{ method: "delete", path: "/posts/{id}", summary: "Delete a post here; copies stay" },
        request: { params: idParams },
        responses: { 204: { description: "Deleted" } },
      }),
      async (c) => {
        const post = await postOf(db, c.get("caller"), c.req.valid("param").id);
        await db.transaction().execute(async (tx) => {
          const result = await deletePost(tx, context.posts, post.id);
          if (result === "sending") throw sending("this post");
        });
        return c.body(null, 204);
      },
    );
}

/** @throws ApiProblem where it could not be saved */
function saved(result: SaveResult): Post {
  switch (result.kind) {
    case "saved":
      return result.post;
    case "no-post":
      throw notFound("post");
    case "changed-meanwhile":
      throw changedMeanwhile();
    case "no-slug":
      throw invalid("slug", "A slug needs a letter or a digit.");
    case "slug-taken": {
      const message = `Another post of this site has the slug ${result.slug}: choose another.`;
      throw invalid("slug", message);
    }
  }
}

async function presentCreated(
  { publicUrl }: ApiContext,
  db: Queryable,
  post: Post,
): Promise<CreatedPost> {
  const runs = await runsOf(db, [post]);
  const run = runs.find(({ trigger }) => trigger === "publication");
  return {
    post: presentPost(post, runs, publicUrl),
    run: run === undefined ? null : presentRun(run),
    runSkipped: run === undefined ? whySkipped(post) : null,
  };
}

function whySkipped({ status, isAutopost }: Post): CreatedPost["runSkipped"] {
  if (status !== "published") return "not-published";
  return isAutopost ? "no-connections" : "autopost-off";
}

function runsOf(db: Queryable, posts: readonly Post[]) {
  const siteIds = [...new Set(posts.map(({ siteId }) => siteId))];
  return listRuns(db, {
    siteIds,
    postIds: posts.map(({ id }) => id),
    limit: maxRunsShown * posts.length,
  });
}

/** The time of its last change tells a post from what it was. */
function versionOf({ updatedAt }: Post): string {
  return `"${updatedAt.toISOString()}"`;
}

const instantLength = "2026-11-28T12:00:00.000Z".length;

/** A version that is none of ours is none that the post can have. */
function readVersion(ifMatch: string | undefined): Date | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const [tag = ""] = namedTags(ifMatch);
  const instant = Date.parse(tag.slice(0, instantLength));
  return new Date(Number.isNaN(instant) ? 0 : instant);
}

function changedMeanwhile(): ApiProblem {
  const detail =
    "Somebody has changed this post meanwhile. Load it again, and bring your changes in.";
  return new ApiProblem({ status: 412, code: "changed-meanwhile", detail });
}
