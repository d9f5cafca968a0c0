// /notices, and /events for who watches.

import { z } from "@hono/zod-openapi";
import { seconds } from "#kernel/clock.ts";
import { listNotices, readNotices } from "#notices/notices.ts";
import { callerWith, isStillWelcome } from "../caller.ts";
import type * as contract from "../contract/notices.ts";
import { noticeSchema } from "../contract/notices.ts";
import { listQuerySchema, pageOf } from "../contract/shared.ts";
import type { ApiContext, Caller } from "../env.ts";
import { streamEvents } from "../event-stream.ts";
import { readCursor, toPage } from "../lists.ts";
import { presentDelivery } from "../present.ts";
import { createRouter } from "../problems.ts";
import { json, route } from "../route.ts";

/** Keeps proxies from taking a silent stream for a dead one. */
const heartbeatMs = seconds(20);

export function noticeRoutes(context: ApiContext) {
  const { db, clock, feed } = context;
  const reader = callerWith(context, "runs:read");
  const signedIn = callerWith(context, null);
  const reads = ({ userId, user }: Caller) => ({ userId, isOperator: user?.isOperator ?? false });
  return createRouter()
    .openapi(
      route(reader, {
        ...{ method: "get", path: "/notices", summary: "What you must know, the newest first" },
        request: { query: listQuerySchema },
        responses: { 200: json(pageOf(noticeSchema), "One page") },
      }),
      async (c) => {
        const { limit, cursor } = c.req.valid("query");
        const filter = { ...reads(c.get("caller")), limit: limit + 1, ...readCursor(cursor) };
        return c.json(toPage(await listNotices(db, filter), limit, present), 200);
      },
    )
    .openapi(
      route(signedIn, {
        ...{ method: "post", path: "/notices/read", summary: "Mark all notices as read" },
        responses: { 204: { description: "Done" } },
      }),
      async (c) => {
        await readNotices(db, reads(c.get("caller")), clock.now());
        return c.body(null, 204);
      },
    )
    .openapi(
      route(reader, {
        method: "get",
        path: "/events",
        summary: "Server-sent events: your deliveries as they change, and new notices",
        responses: {
          200: {
            description:
              'Events named "delivery", each with a Delivery, and "notice", each with a Notice',
            content: { "text/event-stream": { schema: z.string() } },
          },
        },
      }),
      async (c) => {
        const caller = c.get("caller");
        return streamEvents(c, async (stream) => {
          const tell = (event: string, data: object) =>
            void stream.writeSSE({ event, data: JSON.stringify(data) });
          const unwatch = feed.watch({
            ...reads(caller),
            onDelivery: (delivery) => tell("delivery", presentDelivery(delivery)),
            onNotice: (notice) => tell("notice", present(notice)),
          });
          stream.onAbort(unwatch);
          // Whoever signs out, and whose key is revoked, is told no more.
          while (!stream.aborted && !stream.closed && (await isStillWelcome(context, c))) {
            await stream.writeSSE({ event: "alive", data: "" });
            await stream.sleep(heartbeatMs);
          }
          unwatch();
        });
      },
    );
}

function present(notice: Awaited<ReturnType<typeof listNotices>>[number]): contract.Notice {
  const { id, kind, message, deliveryId, readAt, createdAt } = notice;
  const at = { readAt: readAt?.toISOString() ?? null, createdAt: createdAt.toISOString() };
  return { id, kind, message, deliveryId, ...at };
}
