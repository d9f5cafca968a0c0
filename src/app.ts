// The composition root: the only file that wires rooms together. Where an earlier room causes something
// in a later one, the function that does it is handed over here.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { systemClock } from "#kernel/clock.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import { isPublicUrl } from "#kernel/http/guard.ts";
import { createLogger } from "#kernel/logger.ts";
import { createSecretBox } from "#kernel/secret-box.ts";
import { createApi } from "#api/api.ts";
import type { ApiContext } from "#api/env.ts";
import { openFeed } from "#api/feed.ts";
import { createRateLimit } from "#api/rate-limit.ts";
import { openAi } from "#captions/ai/endpoint.ts";
import { listConnections } from "#connections/connections.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import { unlink } from "#connections/link.ts";
import { startSandbox } from "#connector/sandbox.ts";
import { deliveryChannel, topicOf } from "#delivery/announce.ts";
import type { Changed } from "#delivery/announce.ts";
import { holdPending, releaseHeld } from "#delivery/change.ts";
import type { Engine } from "#delivery/engine.ts";
import { lockLanes } from "#delivery/lanes.ts";
import { leaseMs } from "#delivery/lease.ts";
import { dueChannel, startWorker } from "#delivery/worker.ts";
import type { Worker } from "#delivery/worker.ts";
import { createMediaAddresses } from "#media/addresses.ts";
import { readImage } from "#media/images.ts";
import { isNoteworthy } from "#notices/deliveries.ts";
import { createMailer } from "#notices/mail/mailer.ts";
import { sealMail } from "#notices/mail/sealed.ts";
import { createAuth } from "#people/auth.ts";
import type { Mail } from "#people/mails.ts";
import type { PostsContext } from "#posts/posts.ts";
import { openJobs } from "#store/jobs.ts";
import type { Jobs } from "#store/jobs.ts";
import { openStore } from "#store/open.ts";
import type { Tx } from "#store/open.ts";
import { openSignals } from "#store/signals.ts";
import type { WorkflowsContext } from "#workflows/context.ts";
import { withdrawPost } from "#workflows/cancel.ts";
import { shareOnPublication } from "#workflows/share.ts";
import type { Config } from "./config.ts";
import { jobKinds } from "./job-kinds.ts";
import { createMetrics } from "./metrics.ts";
import { choosePlatforms, chooseSignIn, givenApps } from "./platform-addresses.ts";
import { findUnready } from "./readiness.ts";
import { listen } from "./server.ts";
import { loadConnectors, loadFake } from "./platforms/load.ts";

export interface App extends AsyncDisposable {
  /** Where people reach it. */
  url: string;
}

const clock = systemClock;
const concurrency = 32;
const drainMs = 10_000;

/** Starts everything. @throws an error for people when something outside is not right */
export async function startApp(config: Config): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const ground = await openGround(stack, config);
  const { store, signals, log } = ground;
  const rooms = connectRooms(ground, config);
  const isWorker = config.role !== "web";
  const jobs = stack.use(
    await openJobs({
      ...{
        store,
        isWorker,
        kinds: jobKinds({ ...ground, ...rooms, secretKeys: config.secretKeys }),
      },
      onError: (error) => log.error({ err: error }, "Background work failed"),
    }),
  );
  rooms.useJobs(jobs);
  const engine = createEngine(ground, rooms, jobs);
  const worker = isWorker
    ? stack.use(await startWorker({ engine, store, signals, concurrency, drainMs }))
    : undefined;
  const api = apiContext(ground, rooms, config, worker);
  stack.use(await listen(createApi(api), config));
  const running = stack.move();
  return { url: config.publicUrl, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

type Ground = Awaited<ReturnType<typeof openGround>>;
type Rooms = ReturnType<typeof connectRooms>;

/** What everything stands on: the database, the platforms, and the ways to other processes. */
async function openGround(stack: AsyncDisposableStack, config: Config) {
  const { databaseUrl, dataDir, publicUrl } = config;
  const [store, connectors, version] = await Promise.all([
    openStore({ databaseUrl, dataDir }),
    loadConnectors(),
    readVersion(),
  ]);
  stack.use(store);
  const sandboxOptions = {
    ...{ ids: [...connectors.keys()], loadFake, publicUrl, now: () => clock.now() },
    folder: path.join(dataDir, "sandbox"),
  };
  const sandbox = config.isSandbox ? stack.use(await startSandbox(sandboxOptions)) : undefined;
  const { platforms, movedHosts } = choosePlatforms(connectors, config, sandbox);
  const signInProviders = chooseSignIn(platforms, config);
  const http = createHttp({ allowHosts: [...config.allowHosts, ...movedHosts] });
  stack.defer(() => http.close());
  const signals = stack.use(await openSignals(store));
  const log = createLogger({ level: config.logLevel });
  const wake = () => signals.send(dueChannel, "");
  const announce = (changed: Changed) => signals.send(deliveryChannel, topicOf(changed));
  const metrics = createMetrics();
  const mailer = createMailer({ smtpUrl: config.smtpUrl, from: config.mailFrom, log });
  const box = createSecretBox(config.secretKeys);
  const ai = config.ai && stack.use(openAi({ ...config.ai, clock, log }));
  return {
    ...{ clock, store, db: store.db, connectors, version, sandbox, platforms, signInProviders },
    ...{ http, signals, log, wake, announce, metrics, mailer, box, ai },
  };
}

/** The rooms' contexts, each with the functions through which it causes something in a later room. */
function connectRooms(ground: Ground, config: Config) {
  const { db, http, platforms, box, sandbox } = ground;
  const started = Promise.withResolvers<Jobs>();
  const media = { mediaDir: path.join(config.dataDir, "media"), http, clock };
  const { publicUrl, secretKeys } = config;
  const mediaAddresses = createMediaAddresses({ publicUrl, secretKeys, now: () => clock.now() });
  const connections: ConnectionsContext = {
    ...{ db, clock, http, platforms, box, publicUrl, givenApp: givenApps(config, sandbox) },
    lockQueues: lockLanes,
    onLinked: (tx, id) => releaseHeld(tx, id, clock.now()),
    onUnlinked: (tx, id) => holdPending(tx, id, clock.now()),
  };
  const workflows: WorkflowsContext = {
    ...{ clock, media, platforms },
    publicUrl: isPublicUrl(new URL(publicUrl)) ? publicUrl : null,
    onRejected: async (tx, deliveryId) =>
      (await started.promise).enqueue(tx, "delivery-ended", { deliveryId }),
  };
  const posts: PostsContext = {
    onPublished: (tx, post, occasion) => shareOnPublication(tx, workflows, post, occasion),
    onDeleting: (tx, postId) => withdrawPost(tx, postId, clock.now()),
    onScheduled: async (tx, postId, at) =>
      (await started.promise).enqueue(tx, "publish-post", { postId }, at),
  };
  const sendMail = async (tx: Tx, mail: Mail) =>
    (await started.promise).enqueue(tx, "send-mail", sealMail(box, mail));
  const rooms = { media, mediaAddresses, connections, workflows, posts, sendMail };
  return { ...rooms, useJobs: started.resolve };
}

function createEngine(
  { db, log, metrics, announce }: Ground,
  { connections, media, mediaAddresses }: Rooms,
  jobs: Jobs,
): Engine {
  return {
    ...{ connections, clock, log, leaseMs, random: Math.random },
    readMedia: (mediaId) => readImage(media, db, mediaId),
    mediaUrl: (mediaId) => mediaAddresses.urlOf(mediaId),
    async onAttemptEnded(tx, { deliveryId, state, platform }) {
      metrics.attemptEnded(platform, state);
      if (isNoteworthy(state)) await jobs.enqueue(tx, "delivery-ended", { deliveryId });
    },
    onChanged: (id, runId) => announce({ id, runId }),
  };
}

function apiContext(
  {
    db,
    log,
    version,
    sandbox,
    connectors,
    signals,
    wake,
    announce,
    metrics,
    ai,
    ...ground
  }: Ground,
  { media, mediaAddresses, connections, posts, workflows, sendMail }: Rooms,
  { publicUrl, secretKeys, rateLimit, signUp, smtpUrl }: Config,
  worker: Worker | undefined,
): ApiContext {
  const { signInProviders: providers } = ground;
  async function unlinkConnections(userId: string): Promise<void> {
    for (const { id } of await listConnections(db, userId)) await unlink(connections, userId, id);
  }
  return {
    ...{ db, clock, log, media, mediaAddresses, connections, posts, workflows },
    ...{ sandbox, publicUrl, version, wake, announce, ai },
    ...{ hasMail: smtpUrl !== undefined, sendMail },
    auth: createAuth({
      ...{ db, clock, secrets: secretKeys, publicUrl, logger: log },
      ...{ signUp, providers, sendMail, unlinkConnections },
    }),
    rateLimit: createRateLimit(rateLimit),
    feed: openFeed(db, signals, (error) => log.error({ err: error }, "The feed failed")),
    platformPages: connectors,
    unready: () => findUnready(db, worker, clock.now()),
    metrics: () => metrics.text(),
  };
}

async function readVersion(): Promise<string> {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
}
