// Hints between processes: "there may be something new". Sent with NOTIFY outside any transaction and
// gathered for a few milliseconds, because a NOTIFY inside one makes all commits of the database wait
// for each other. A hint may be lost; whoever listens also looks now and then by itself.

import { sql } from "kysely";
import type pg from "pg";
import type { Database, Queryable, Store } from "./open.ts";

const gatherMs = 5;
const reconnectMs = 1000;
// PostgreSQL refuses a NOTIFY of 8000 bytes or more.
// https://www.postgresql.org/docs/current/sql-notify.html (2026-11-01)
const maxPayloadBytes = 7000;

export interface Signals extends AsyncDisposable {
  /** Tells every listener on the channel, in every process, this one included. */
  send(channel: string, topic: string): void;
  /** Returns the function that ends it. */
  listen(channel: string, listener: (topics: readonly string[]) => void): () => void;
}

/** Starts listening; keeps reconnecting until disposed. */
export async function openSignals(store: Store): Promise<Signals> {
  const listeners = new Map<string, Set<(topics: readonly string[]) => void>>();
  const outbox = createOutbox(store.db);
  let client: pg.Client | undefined;
  let isClosed = false;
  let reconnect: NodeJS.Timeout | undefined;
  let connecting: Promise<void> | undefined;

  async function connect(): Promise<void> {
    const next = store.newClient();
    next.on("notification", ({ payload }) => dispatch(listeners, payload ?? ""));
    next.on("error", () => undefined);
    try {
      await next.connect();
      await next.query("listen broadside");
    } catch (error) {
      await next.end();
      throw error;
    }
    // Only now: a client that could not connect ends, too.
    next.on("end", reconnectLater);
    client = next;
  }

  function reconnectLater(): void {
    if (isClosed) return;
    reconnect = setTimeout(() => {
      connecting = connect().catch(reconnectLater);
    }, reconnectMs);
  }

  await connect();
  return {
    send: outbox.add,
    listen(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      return () => void set.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      clearTimeout(reconnect);
      await connecting;
      await outbox.flush();
      await client?.end();
    },
  };
}

/**
 * Tells every listener once the transaction has come true. For what is rare and small: of transactions
 * that do so, one commits after the other.
 */
export function sendWith(db: Queryable, channel: string, topics: readonly string[]): Promise<void> {
  return topics.length === 0 ? Promise.resolve() : notify(db, toPayloads(channel, topics));
}

function createOutbox(db: Database) {
  let waiting = new Map<string, Set<string>>();
  let timer: NodeJS.Timeout | undefined;
  let sending = Promise.resolve();

  function add(channel: string, topic: string): void {
    waiting.set(channel, (waiting.get(channel) ?? new Set()).add(topic));
    timer ??= setTimeout(() => void flush(), gatherMs);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = new Map();
    const payloads = [...batch].flatMap(([channel, topics]) => toPayloads(channel, [...topics]));
    // A lost hint costs a little time and nothing else.
    sending = sending.then(() => notify(db, payloads)).catch(() => undefined);
    return sending;
  }

  return { add, flush };
}

async function notify(db: Queryable, payloads: readonly string[]): Promise<void> {
  for (const payload of payloads) await sql`select pg_notify('broadside', ${payload})`.execute(db);
}

function toPayloads(channel: string, topics: readonly string[]): string[] {
  const payloads: string[] = [];
  let current = channel;
  for (const topic of topics) {
    if (Buffer.byteLength(current) + Buffer.byteLength(topic) >= maxPayloadBytes) {
      payloads.push(current);
      current = channel;
    }
    current += ` ${topic}`;
  }
  return [...payloads, current];
}

function dispatch(
  listeners: ReadonlyMap<string, ReadonlySet<(topics: readonly string[]) => void>>,
  payload: string,
): void {
  const [channel = "", ...topics] = payload.split(" ");
  for (const listener of listeners.get(channel) ?? []) listener(topics);
}
