// Deliveries per second: two worker processes, many connections with a queue each. Floor: two processes
// that send the same requests and write the same rows, in the same order, with nothing in between.

import { setTimeout as pause } from "node:timers/promises";
import { newId } from "#kernel/ids.ts";
import { sealCredential } from "#connections/credential.ts";
import { createDeliveries } from "#delivery/create.ts";
import { dueChannel } from "#delivery/worker.ts";
import { openStore } from "#store/open.ts";
import type { Store } from "#store/open.ts";
import { startProduct } from "#test/product.ts";
import type { BareWork } from "./bare-worker.ts";
import type { Databases } from "./databases.ts";
import { mean } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { fork } from "./fork.ts";
import { box, startPlatforms } from "./platforms.ts";
import type { BenchPlatform, BenchPlatforms } from "./platforms.ts";

const workers = 2;
const connections = 200;
const deliveriesEach = 10;
const rounds = 1;
const withinMs = 120_000;

interface Lane {
  connectionId: string;
  platform: BenchPlatform;
}

export async function measureThroughput(databases: Databases): Promise<Figure[]> {
  await using platforms = await startPlatforms();
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    floor.push(await perSecond(databases, platforms, floorMs));
    ours.push(await perSecond(databases, platforms, productMs));
  }
  return [
    {
      measure: `deliveries per second, ${workers} workers`,
      ...{ ours: mean(ours), floor: mean(floor), unit: "/s" },
      target: { of: "ratio", atLeast: 0.5 },
    },
  ];
}

interface Round {
  url: string;
  store: Store;
  lanes: readonly Lane[];
  platforms: BenchPlatforms;
}

async function perSecond(
  databases: Databases,
  platforms: BenchPlatforms,
  deliverAllMs: (round: Round) => Promise<number>,
): Promise<number> {
  await using database = await databases.create();
  await using store = await openStore({ databaseUrl: database.url, dataDir: "" });
  const lanes = await addConnections(store, platforms.platforms);
  const tookMs = await deliverAllMs({ url: database.url, store, lanes, platforms });
  return (connections * deliveriesEach * 1000) / tookMs;
}

async function productMs({ url, store, lanes, platforms }: Round): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const env = { ...platforms.env, DATABASE_URL: url, ROLE: "worker" };
  for (let count = 0; count < workers; count++) stack.use(await startProduct({ env }));
  await addDeliveries(store, lanes, new Date());
  const beganAt = Date.now();
  await store.pool.query(`select pg_notify('broadside', $1)`, [`${dueChannel} `]);
  for (const deadline = beganAt + withinMs; ; await pause(100)) {
    const { rows } = await store.pool.query<{ left: number; endedAt: Date }>(
      `select count(*) filter (where state <> 'published')::int as left, max(ended_at) as "endedAt"
       from deliveries`,
    );
    if (rows[0]?.left === 0) return rows[0].endedAt.getTime() - beganAt;
    if (Date.now() > deadline) throw new Error(`${rows[0]?.left} deliveries are still under way`);
  }
}

async function floorMs({ url, store, lanes }: Round): Promise<number> {
  await addDeliveries(store, lanes, new Date(Date.now() + withinMs));
  const { rows } = await store.pool.query<{ connectionId: string; deliveryIds: string[] }>(
    `select connection_id as "connectionId", array_agg(id order by id) as "deliveryIds"
     from deliveries group by connection_id`,
  );
  const queues = new Map(rows.map((row) => [row.connectionId, row.deliveryIds]));
  const work = lanes.map(({ connectionId, platform }) => ({
    connectionId,
    deliveryIds: queues.get(connectionId) ?? [],
    platformId: platform.connector.about.id,
    exchange: platform.exchange,
  }));
  const children = await Promise.all(
    Array.from({ length: workers }, () => fork<"ready">("bare-worker.ts")),
  );
  const beganAt = performance.now();
  await Promise.all(
    children.map(async ({ child }, index) => {
      const mine: BareWork = { url, lanes: work.filter((_, lane) => lane % workers === index) };
      child.send(mine);
      await child.next<"done">();
    }),
  );
  const tookMs = performance.now() - beganAt;
  for (const { child } of children) await child.end();
  return tookMs;
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
        ...{ id, userId, platform: platform.connector.about.id, ...columns, state: "active" },
        ...{ details: JSON.stringify(details), secret: sealCredential(box, id, credential) },
      })
      .execute();
    lanes.push({ connectionId: id, platform });
  }
  return lanes;
}

async function addDeliveries({ db }: Store, lanes: readonly Lane[], dueAt: Date): Promise<void> {
  const siteId = newId();
  await db.insertInto("sites").values({ id: siteId, name: "Notes" }).execute();
  const now = new Date();
  await db.transaction().execute(async (tx) => {
    for (let number = 0; number < deliveriesEach; number++) {
      const runId = newId();
      await tx.insertInto("runs").values({ id: runId, siteId, trigger: "person" }).execute();
      const deliveries = lanes.map(({ connectionId, platform: { composition } }) => ({
        ...{ connectionId, composition },
      }));
      await createDeliveries(tx, { runId, deliveries, dueAt, now });
    }
  });
}
