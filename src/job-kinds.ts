// The kinds of background work, and what each does.

import { z } from "zod";
import type { Clock } from "#kernel/clock.ts";
import { days, plus } from "#kernel/clock.ts";
import { keyLastsMs } from "#api/idempotency.ts";
import type { MediaContext } from "#media/context.ts";
import { removeUnusedMedia } from "#media/clean-up.ts";
import { noticeEnd, noticeLate } from "#notices/deliveries.ts";
import type { PostsContext } from "#posts/posts.ts";
import { publishScheduled } from "#posts/posts.ts";
import type { JobKind } from "#store/jobs.ts";
import type { Database } from "#store/open.ts";
import type { Metrics } from "./metrics.ts";

/** An image that nobody used in a post by then was given up. */
const unusedMediaAfterMs = days(30);

const postSchema = z.object({ postId: z.string() });
const deliverySchema = z.object({ deliveryId: z.string() });

export interface JobContext {
  db: Database;
  clock: Clock;
  media: MediaContext;
  posts: PostsContext;
  metrics: Metrics;
  wake(): void;
}

export function jobKinds(context: JobContext) {
  const { db, clock, media, posts, metrics, wake } = context;
  return {
    "publish-post": {
      async run(data) {
        const { postId } = postSchema.parse(data);
        await db.transaction().execute((tx) => publishScheduled(tx, posts, postId, clock.now()));
        wake();
      },
    },
    "delivery-ended": {
      run: (data) => noticeEnd(db, deliverySchema.parse(data).deliveryId),
    },
    "late-check": {
      cron: "* * * * *",
      run: async () => metrics.setLate(await noticeLate(db, clock.now())),
    },
    "clean-up": {
      cron: "17 3 * * *",
      async run() {
        const now = clock.now();
        await db
          .deleteFrom("idempotencyKeys")
          .where("createdAt", "<", plus(now, -keyLastsMs))
          .execute();
        await removeUnusedMedia(media, db, plus(now, -unusedMediaAfterMs));
      },
    },
  } satisfies Record<string, JobKind>;
}
