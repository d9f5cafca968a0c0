// The floor of a worker: for every delivery the rows that must be there before a request is sent and
// after it is answered, one statement each, and the requests themselves. It looks at nothing, checks
// nothing and would survive nothing.

import pg from "pg";
import { newId } from "#kernel/ids.ts";
import type { Connector } from "#connector/contract.ts";
import { loadConnectors } from "#src/platforms/load.ts";
import { renewed, send } from "./exchange.ts";
import type { Exchange, RecordedStep } from "./exchange.ts";

export interface BareLane {
  connectionId: string;
  deliveryIds: readonly string[];
  platformId: string;
  exchange: Exchange;
}

/** As many as a worker of the product has. */
const concurrency = 32;
const databaseConnections = 16;

const begin = `
  with lane as (
    update lanes set worker_id = $1, fence = fence + 1, lease_until = now() + interval '150 seconds'
    where connection_id = $2
  )
  update deliveries set state = 'running', started_at = now(), updated_at = now() where id = $3`;
const beforeStep = `
  with lane as (
    update lanes set lease_until = now() + interval '150 seconds' where connection_id = $1
  )
  insert into journal (delivery_id, step, intent, is_in_doubt, first_sent_at, last_sent_at)
  values ($2, $3, $4, true, now(), now())`;
const afterStep = `
  insert into journal (delivery_id, step, intent, result, receipt, finished_at)
  values ($1, $2, '{}', $3, $4, now())
  on conflict (delivery_id, step) do update
    set result = excluded.result, receipt = excluded.receipt, finished_at = excluded.finished_at,
        is_in_doubt = false`;
const end = `
  with step as (${afterStep}), delivery as (
    update deliveries set state = 'published', permalink = $5, ended_at = now(), updated_at = now()
    where id = $1
  ), attempt as (
    insert into attempts (delivery_id, number, started_at, ended_at, outcome)
    values ($1, 1, now(), now(), 'published')
  )
  update lanes set worker_id = null, lease_until = null where connection_id = $6`;

const connectors = await loadConnectors();
const pool = new pg.Pool({ connectionString: process.argv[2], max: databaseConnections });
const workerId = newId();
process.once("disconnect", () => process.exit());
process.on("message", (lanes: BareLane[]) => void work(lanes));
process.send?.("ready");

async function work(lanes: readonly BareLane[]): Promise<void> {
  const left = [...lanes];
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let lane = left.shift(); lane !== undefined; lane = left.shift()) {
        for (const deliveryId of lane.deliveryIds) await deliver(lane, deliveryId);
      }
    }),
  );
  process.send?.("done");
}

async function deliver(
  { connectionId, platformId, exchange }: BareLane,
  deliveryId: string,
): Promise<void> {
  const steps = renewed(exchange, connectorOf(platformId));
  const permalink = steps.find(({ receipt }) => receipt !== null)?.receipt?.permalink;
  await pool.query(begin, [workerId, connectionId, deliveryId]);
  for (const [index, recorded] of steps.entries()) {
    const { step, intent, requests } = recorded;
    if (step.effect !== "read") {
      await pool.query(beforeStep, [connectionId, deliveryId, step.name, intent]);
    }
    for (const request of requests) await send(request);
    const result = resultOf(deliveryId, recorded);
    if (index < steps.length - 1) await pool.query(afterStep, result);
    else await pool.query(end, [...result, permalink, connectionId]);
  }
}

function resultOf(deliveryId: string, { step, result, receipt }: RecordedStep): unknown[] {
  return [deliveryId, step.name, result, receipt];
}

function connectorOf(id: string): Connector {
  const loaded = connectors.get(id);
  if (loaded === undefined) throw new Error(`There is no connector for ${id}`);
  return loaded.connector;
}
