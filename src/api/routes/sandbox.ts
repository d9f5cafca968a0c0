// The sandbox page's data: what was posted on the fakes.

import { z } from "@hono/zod-openapi";
import { callerWith } from "../caller.ts";
import { sandboxPostSchema } from "../contract/sandbox.ts";
import type { ApiContext } from "../env.ts";
import { createRouter, notFound } from "../problems.ts";
import { json, route } from "../route.ts";

export function sandboxRoutes(context: ApiContext) {
  return createRouter().openapi(
    route(callerWith(context, null), {
      ...{ method: "get", path: "/sandbox/posts", summary: "What was posted on the fakes" },
      responses: { 200: json(z.object({ data: z.array(sandboxPostSchema) }), "Newest first") },
    }),
    (c) => {
      if (context.sandbox === undefined) throw notFound("sandbox");
      const posts = [...context.sandbox.platforms].flatMap(([platform, fake]) =>
        fake.posts().map((post) => ({ platform, ...post, images: [...post.images] })),
      );
      const data = posts.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
      return c.json({ data }, 200);
    },
  );
}
