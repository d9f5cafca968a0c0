// /posts: creating one publishes it, and publishing shares it.

import { createPost, deletePost, updatePost } from "#posts/posts.ts";
import type { Post } from "#posts/read.ts";
import { listPosts } from "#posts/read.ts";
import type { Queryable } from "#store/open.ts";
import { listRuns } from "#workflows/read.ts";
import { postOf, siteIdsOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import type { CreatedPost } from "../contract/posts.ts";
import {
  createdPostSchema,
  newPostSchema,
  postChangeSchema,
  postSchema,
} from "../contract/posts.ts";
import { listQuerySchema, pageOf } from "../contract/shared.ts";
import type { ApiContext } from "../env.ts";
import { createOnce } from "../idempotency.ts";
import { readCursor, toPage } from "../lists.ts";
import { readChange, readNewPost } from "../post-input.ts";
import { presentPost, presentRun } from "../present.ts";
import { createRouter, notFound } from "../problems.ts";
import { body, idParams, json, route } from "../route.ts";

/** More than a post usually has; the history has them all. */
const maxRunsShown = 100;

export function postRoutes(context: ApiContext) {
  const { db, clock } = context;
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
          return async (tx) => {
            const post = await createPost(tx, context.posts, newPost, clock.now());
            return { status: 201, body: await presentCreated(tx, post) };
          };
        });
        context.wake();
        return c.json(answer.body, 201);
      },
    )
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/posts", summary: "Posts, the newest first" },
        request: { query: listQuerySchema },
        responses: { 200: json(pageOf(postSchema), "One page") },
      }),
      async (c) => {
        const { limit, cursor } = c.req.valid("query");
        const siteIds = await siteIdsOf(db, c.get("caller"));
        const posts = await listPosts(db, { siteIds, limit: limit + 1, ...readCursor(cursor) });
        const runs = await runsOf(db, posts);
        const present = (post: Post) =>
          presentPost(
            post,
            runs.filter(({ postId }) => postId === post.id),
          );
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
        return c.json(presentPost(post, await runsOf(db, [post])), 200);
      },
    )
    .openapi(
      route(writer, {
        ...{
          method: "patch",
          path: "/posts/{id}",
          summary: "Change a post; never shares it again",
        },
        request: { params: idParams, body: body(postChangeSchema) },
        responses: { 200: json(createdPostSchema, "The post, and the run if this published it") },
      }),
      async (c) => {
        const caller = c.get("caller");
        const before = await postOf(db, caller, c.req.valid("param").id);
        const change = await readChange(context, caller, before, c.req.valid("json"));
        const now = clock.now();
        const answer = await db.transaction().execute(async (tx) => {
          const post = await updatePost(tx, context.posts, { id: before.id, change, now });
          if (post === undefined) throw notFound("post");
          return presentCreated(tx, post);
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
        await db.transaction().execute((tx) => deletePost(tx, post.id));
        return c.body(null, 204);
      },
    );
}

async function presentCreated(db: Queryable, post: Post): Promise<CreatedPost> {
  const runs = await runsOf(db, [post]);
  const run = runs.find(({ trigger }) => trigger === "publication");
  return {
    post: presentPost(post, runs),
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
  return listRuns(db, { siteIds, postIds: posts.map(({ id }) => id), limit: maxRunsShown });
}
