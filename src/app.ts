// The composition root: the only file that wires rooms together. Where an earlier room causes something
// in a later one, the function that does it is handed over here.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { systemClock } from "#kernel/clock.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import { createLogger } from "#kernel/logger.ts";
import { createSecretBox } from "#kernel/secret-box.ts";
import { createApi } from "#api/api.ts";
import type { ApiContext } from "#api/env.ts";
import { deliveryChannel, openFeed } from "#api/feed.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import { startSandbox } from "#connector/sandbox.ts";
import { holdPending, releaseHeld } from "#delivery/change.ts";
import type { Engine } from "#delivery/engine.ts";
import { leaseMs } from "#delivery/lease.ts";
import { dueChannel, startWorker } from "#delivery/worker.ts";
import { readImage } from "#media/images.ts";
import { isNoteworthy } from "#notices/deliveries.ts";
import { createAuth } from "#people/auth.ts";
import type { PostsContext } from "#posts/posts.ts";
import { openJobs } from "#store/jobs.ts";
import { openStore } from "#store/open.ts";
import { openSignals } from "#store/signals.ts";
import { shareOnPublication } from "#workflows/run.ts";
import type { Config } from "./config.ts";
import { jobKinds } from "./job-kinds.ts";
import { createMetrics } from "./metrics.ts";
import { choosePlatforms } from "./platform-addresses.ts";
import { findUnready } from "./readiness.ts";
import { listen } from "./server.ts";
import { loadConnectors, loadFake } from "./platforms/load.ts";

export interface App extends AsyncDisposable {
  /** Where people reach it. */
  url: string;
}

const concurrency = 32;
const drainMs = 10_000;

/** Starts everything. @throws an error for people when something outside is not right */
export async function startApp(config: Config): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const clock = systemClock;
  const log = createLogger({ level: config.logLevel });
  const { databaseUrl, dataDir, publicUrl, role } = config;
  const [store, connectors, version] = await Promise.all([
    openStore({ databaseUrl, dataDir }),
    loadConnectors(),
    readVersion(),
  ]);
  stack.use(store);
  const { db } = store;
  const sandbox = config.isSandbox
    ? stack.use(
        await startSandbox({
          ...{ ids: [...connectors.keys()], loadFake, publicUrl, now: () => clock.now() },
          folder: path.join(dataDir, "sandbox"),
        }),
      )
    : undefined;
  const { platforms, movedHosts } = choosePlatforms(connectors, config, sandbox);
  const http = createHttp({ allowHosts: [...config.allowHosts, ...movedHosts] });
  stack.defer(() => http.close());
  const signals = stack.use(await openSignals(store));
  const metrics = createMetrics();

  const media = { mediaDir: path.join(dataDir, "media"), http, clock };
  const connections: ConnectionsContext = {
    ...{ db, clock, http, platforms, box: createSecretBox(config.secretKeys) },
    onLinked: (tx, id) => releaseHeld(tx, id, clock.now()),
    onUnlinked: (tx, id) => holdPending(tx, id, clock.now()),
  };
  const workflows = { db, clock, media, platforms };
  const posts: PostsContext = {
    onPublished: (tx, post) => shareOnPublication(tx, workflows, post),
    onScheduled: (tx, postId, at) => jobs.enqueue(tx, "publish-post", { postId }, at),
  };
  const wake = () => signals.send(dueChannel, "");
  const jobs = stack.use(
    await openJobs({
      ...{ store, isWorker: role !== "web" },
      kinds: jobKinds({ db, clock, media, posts, metrics, wake }),
      onError: (error) => log.error({ err: error }, "Background work failed"),
    }),
  );
  const engine: Engine = {
    ...{ connections, clock, log, leaseMs, random: Math.random },
    readMedia: (mediaId) => readImage(media, db, mediaId),
    async onAttemptEnded(tx, { deliveryId, state, platform }) {
      metrics.attemptEnded(platform, state);
      if (isNoteworthy(state)) await jobs.enqueue(tx, "delivery-ended", { deliveryId });
    },
    onChanged: (deliveryId, runId) => signals.send(deliveryChannel, `${runId}/${deliveryId}`),
  };
  const worker =
    role === "web"
      ? undefined
      : stack.use(await startWorker({ engine, store, signals, concurrency, drainMs }));

  const api: ApiContext = {
    ...{ db, clock, log, media, connections, posts, workflows, sandbox, publicUrl, version, wake },
    auth: createAuth({ db, secrets: config.secretKeys, publicUrl, logger: log }),
    feed: openFeed(db, signals, (error) => log.error({ err: error }, "The feed failed")),
    platformPages: connectors,
    unready: () => findUnready(db, worker, clock.now()),
    metrics: () => metrics.text(),
  };
  stack.use(await listen(createApi(api), config));
  const running = stack.move();
  return { url: publicUrl, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function readVersion(): Promise<string> {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
}
