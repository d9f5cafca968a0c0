// The kinds of background work, and what each does.

import { z } from "zod";
import type { Clock } from "#kernel/clock.ts";
import { days, hours, minutes, plus } from "#kernel/clock.ts";
import { keyLastsMs } from "#api/idempotency.ts";
import { forgetOldCards } from "#captions/card-cache.ts";
import type { Logger } from "#kernel/logger.ts";
import type { MediaContext } from "#media/context.ts";
import { removeUnusedMedia } from "#media/clean-up.ts";
import type { SecretBox } from "#kernel/secret-box.ts";
import { forgetOldAuthorizations } from "#connections/authorizations.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import { readAccountsAgain } from "#connections/read-again.ts";
import { renewDue } from "#connections/renew-due.ts";
import { sealAgain } from "#connections/seal-again.ts";
import { remind } from "#notices/reminders.ts";
import type { RemindersContext } from "#notices/reminders.ts";
import { noticeEnd, noticeLate, noticeOperator } from "#notices/deliveries.ts";
import { noticeUnpublished } from "#notices/posts.ts";
import type { Mailer } from "#notices/mail/mailer.ts";
import { forgetOldHandovers, sendOnce } from "#notices/mail/once.ts";
import { openMail } from "#notices/mail/sealed.ts";
import { forgetOldInvitations } from "#people/invitations.ts";
import { sealTwoFactorsAgain } from "#people/seal-again.ts";
import { forgetOldSessions } from "#people/sessions.ts";
import type { PostsContext } from "#posts/posts.ts";
import { publishOverdue } from "#posts/overdue.ts";
import { publishScheduled } from "#posts/posts.ts";
import { findPost } from "#posts/read.ts";
import type { JobKind } from "#store/jobs.ts";
import type { Database } from "#store/open.ts";
import { preparePublication } from "#workflows/prepare.ts";
import type { WorkflowsContext } from "#workflows/context.ts";
import type { Metrics } from "./metrics.ts";

/** An image that nobody used in a post by then was given up. */
const unusedMediaAfterMs = days(30);

/** By then the job of its own has published a post, or has failed. */
const overdueAfterMs = minutes(2);

/** For more than three days: a mail server may be down over a weekend, and nobody says it again. */
const mailRetries = { limit: 50, maxDelayMs: hours(2) };

const postSchema = z.object({ postId: z.string() });
const deliverySchema = z.object({ deliveryId: z.string() });

export interface JobContext {
  db: Database;
  clock: Clock;
  media: MediaContext;
  posts: PostsContext;
  connections: ConnectionsContext;
  workflows: WorkflowsContext;
  sendMail: RemindersContext["sendMail"];
  metrics: Metrics;
  mailer: Mailer;
  log: Logger;
  /** What mails are sealed with. */
  box: SecretBox;
  /** What everything kept secret depends on, the newest first. */
  secretKeys: readonly string[];
  wake(): void;
}

export function jobKinds(context: JobContext) {
  const { db, clock, connections, mailer, log, box } = context;
  return {
    "publish-post": {
      run: (data) => publishDue(context, postSchema.parse(data).postId),
    },
    "delivery-ended": {
      run: (data) => noticeEnd(db, deliverySchema.parse(data).deliveryId),
    },
    "send-mail": {
      retries: mailRetries,
      run: async (data, id) => sendOnce({ db, clock, mailer, log }, id, openMail(box, data)),
    },
    "renew-credentials": {
      cron: "* * * * *",
      run: () => renewCredentials(context),
    },
    "read-accounts": {
      cron: "41 4 * * *",
      run: () => readAccounts(context),
    },
    "seal-again": {
      cron: "29 * * * *",
      run: () => sealAllAgain(context),
    },
    remind: {
      cron: "* * * * *",
      async run() {
        const { publicUrl, platforms } = connections;
        const platformName = (id: string) => platforms.get(id)?.connector.about.name ?? id;
        const { sendMail } = context;
        await remind({ db, clock, publicUrl, platformName, sendMail });
      },
    },
    "late-check": {
      cron: "* * * * *",
      run: () => lookForLate(context),
    },
    "clean-up": {
      cron: "17 3 * * *",
      run: () => cleanUp(context),
    },
  } satisfies Record<string, JobKind>;
}

async function publishDue(context: JobContext, postId: string): Promise<void> {
  const { db, clock, posts, workflows, wake } = context;
  const post = await findPost(db, postId);
  if (post?.status === "scheduled") await preparePublication(db, workflows, post);
  await db.transaction().execute((tx) => publishScheduled(tx, posts, postId, clock.now()));
  wake();
}

async function renewCredentials({ db, clock, connections, log }: JobContext): Promise<void> {
  await renewDue(connections, {
    onBug: (connectionId, err) =>
      log.error({ connectionId, err }, "A credential could not be renewed"),
    onMisconfigured: (platform, message) =>
      noticeOperator(db, { platform, message, on: clock.now() }),
  });
}

async function readAccounts({ connections, log }: JobContext): Promise<void> {
  await readAccountsAgain(connections, (connectionId, err) =>
    log.error({ connectionId, err }, "An account could not be read again"),
  );
}

async function lookForLate({ db, clock, posts, metrics, log, wake }: JobContext): Promise<void> {
  const now = clock.now();
  metrics.setLate(await noticeLate(db, now));
  const published = await publishOverdue(db, posts, {
    ...{ dueBefore: plus(now, -overdueAfterMs), now },
    async onFailed(post, err) {
      log.error({ err, postId: post.id }, "A scheduled post cannot be published");
      await noticeUnpublished(db, post, now);
    },
  });
  if (published > 0) wake();
}

async function cleanUp({ db, clock, connections, media }: JobContext): Promise<void> {
  const now = clock.now();
  await db.deleteFrom("idempotencyKeys").where("createdAt", "<", plus(now, -keyLastsMs)).execute();
  await forgetOldSessions(db, now);
  await forgetOldInvitations(db, now);
  await forgetOldAuthorizations(connections);
  await forgetOldHandovers({ db, clock });
  await forgetOldCards(db, now);
  await removeUnusedMedia(media, db, plus(now, -unusedMediaAfterMs));
}

async function sealAllAgain({ db, connections, secretKeys, log }: JobContext): Promise<void> {
  for (const { done, lost } of [
    await sealAgain(connections),
    await sealTwoFactorsAgain(db, secretKeys),
  ]) {
    if (done > 0) log.info({ done }, "Secrets are sealed with the newest key now");
    if (lost > 0) log.warn({ lost }, "No key in SECRET_KEY opens some secrets");
  }
}
