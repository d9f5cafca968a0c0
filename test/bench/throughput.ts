// Deliveries per second: two worker processes, many connections with a queue each. Floor: two processes
// that send the same requests and write the same rows, in the same order, with nothing in between. They
// take turns in short rounds, so that both meet the same load.

import { setTimeout as pause } from "node:timers/promises";
import { newId } from "#kernel/ids.ts";
import { sealCredential } from "#connections/credential.ts";
import { createDeliveries } from "#delivery/create.ts";
import { dueChannel } from "#delivery/worker.ts";
import { openStore } from "#store/open.ts";
import type { Store } from "#store/open.ts";
import { startProduct } from "#test/product.ts";
import type { BareLane } from "./bare-worker.ts";
import type { Databases } from "./databases.ts";
import { median, timeMs } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { fork } from "./fork.ts";
import type { Child } from "./fork.ts";
import { box, startPlatforms } from "./platforms.ts";
import type { BenchPlatform, BenchPlatforms } from "./platforms.ts";

const workers = 2;
const connections = 200;
const deliveriesEach = 3;
const rounds = 9;
const withinMs = 120_000;

interface Lane {
  connectionId: string;
  platform: BenchPlatform;
}

/** Delivers what it is given each time; resolves with how long that took. */
type Contestant = () => Promise<number>;

export async function measureThroughput(databases: Databases): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack();
  const platforms = stack.use(await startPlatforms());
  const product = await startWorkers(databases, platforms, stack);
  const bare = await startBareWorkers(databases, platforms, stack);
  // The first round, in which everything is cold, does not count.
  await bare();
  await product();
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    floor.push(await bare());
    ours.push(await product());
  }
  const perSecond = (tookMs: number) => (connections * deliveriesEach * 1000) / tookMs;
  return [
    {
      measure: `deliveries per second, ${workers} workers`,
      ...{ ours: perSecond(median(ours)), floor: perSecond(median(floor)), unit: "/s" },
      target: { of: "ratio", atLeast: 0.5 },
    },
  ];
}

async function startWorkers(
  databases: Databases,
  platforms: BenchPlatforms,
  stack: AsyncDisposableStack,
): Promise<Contestant> {
  const { url, store, lanes } = await openGround(databases, platforms, stack);
  const env = { ...platforms.env, DATABASE_URL: url, ROLE: "worker" };
  for (let count = 0; count < workers; count++) stack.use(await startProduct({ env }));
  return async () => {
    await addDeliveries(store, lanes, new Date());
    const beganAt = Date.now();
    await store.pool.query(`select pg_notify('broadside', $1)`, [`${dueChannel} `]);
    for (const deadline = beganAt + withinMs; ; await pause(50)) {
      const { rows } = await store.pool.query<{ left: number; endedAt: Date }>(
        `select count(*) filter (where state <> 'published')::int as left,
                max(ended_at) as "endedAt"
         from deliveries`,
      );
      if (rows[0]?.left === 0) return rows[0].endedAt.getTime() - beganAt;
      if (Date.now() > deadline) throw new Error(`${rows[0]?.left} are still under way`);
    }
  };
}

async function startBareWorkers(
  databases: Databases,
  platforms: BenchPlatforms,
  stack: AsyncDisposableStack,
): Promise<Contestant> {
  const { url, store, lanes } = await openGround(databases, platforms, stack);
  const children: Child[] = [];
  for (let count = 0; count < workers; count++) {
    const { child } = await fork<"ready">("bare-worker.ts", [url]);
    stack.defer(() => child.end());
    children.push(child);
  }
  return async () => {
    const later = new Date(Date.now() + withinMs);
    const queues = await addDeliveries(store, lanes, later);
    const work: BareLane[] = lanes.map(({ connectionId, platform }) => ({
      connectionId,
      deliveryIds: queues.get(connectionId) ?? [],
      platformId: platform.connector.about.id,
      exchange: platform.exchange,
    }));
    return timeMs(() =>
      Promise.all(
        children.map(async (child, index) => {
          child.send(work.filter((_, lane) => lane % workers === index));
          await child.next<"done">();
        }),
      ),
    );
  };
}

/** A database with connections to the platforms. */
async function openGround(
  databases: Databases,
  { platforms }: BenchPlatforms,
  stack: AsyncDisposableStack,
) {
  const { url } = stack.use(await databases.create());
  const store = stack.use(await openStore({ databaseUrl: url, dataDir: "" }));
  return { url, store, lanes: await addConnections(store, platforms) };
}

/** Each belongs to a user of its own, since all of a platform's reach the same account. */
async function addConnections({ db }: Store, platforms: readonly BenchPlatform[]): Promise<Lane[]> {
  const lanes: Lane[] = [];
  for (let number = 0; number < connections; number++) {
    const platform = platforms[number % platforms.length];
    if (platform === undefined) throw new Error("There are no platforms");
    const { account, credential } = platform.identity;
    const { details, ...columns } = account;
    const [id, userId] = [newId(), newId()];
    const email = `${userId}@example.test`;
    await db.insertInto("users").values({ id: userId, name: "Ada", email }).execute();
    await db
      .insertInto("connections")
      .values({
        ...{ id, userId, platform: platform.connector.about.id, ...columns, grantId: id },
        auth: platform.auth,
        ...{ details: JSON.stringify(details), secret: sealCredential(box, id, credential) },
      })
      .execute();
    lanes.push({ connectionId: id, platform });
  }
  return lanes;
}

/** Returns the new ones of every connection. */
async function addDeliveries(
  { db }: Store,
  lanes: readonly Lane[],
  dueAt: Date,
): Promise<Map<string, string[]>> {
  const [siteId, runId] = [newId(), newId()];
  await db.insertInto("sites").values({ id: siteId, name: "Notes", slug: siteId }).execute();
  await db.insertInto("runs").values({ id: runId, siteId, trigger: "person" }).execute();
  const one = lanes.map(({ connectionId, platform: { composition } }) => ({
    ...{ connectionId, composition },
  }));
  const deliveries = Array.from({ length: deliveriesEach }, () => one).flat();
  const added = { runId, deliveries, dueAt, now: new Date() };
  await db.transaction().execute((tx) => createDeliveries(tx, added));
  const query = db.selectFrom("deliveries").select(["id", "connectionId"]);
  const rows = await query.where("runId", "=", runId).orderBy("id").execute();
  const queues = new Map<string, string[]>();
  for (const { connectionId, id } of rows) {
    queues.set(connectionId, [...(queues.get(connectionId) ?? []), id]);
  }
  return queues;
}
