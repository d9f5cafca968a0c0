// Databases full of what waits and of what is over, filled by the server itself.

import { openStore } from "#store/open.ts";
import type { Store } from "#store/open.ts";
import type { Databases } from "./databases.ts";

/** Ids that are known without asking, in the order of their numbers. */
export function benchId(number: number): string {
  const hex = number.toString(16).padStart(12, "0");
  return `01900000-0000-7000-8000-${hex}`;
}

const sqlId = (number: string) =>
  `('01900000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** The one site. */
export const siteId = benchId(0);

const people = `
  insert into users (id, name, email) values (${sqlId("0")}, 'Ada', 'ada@example.test');
  insert into sites (id, name, slug) values (${sqlId("0")}, 'Notes', 'notes');`;

const connections = (count: number) => `
  insert into connections (id, user_id, platform, remote_id, kind, name, state)
  select ${sqlId("n")}, ${sqlId("0")}, 'any', n, 'person', 'Ada', 'active'
  from generate_series(0, ${count - 1}) n;`;

export interface FilledStore extends AsyncDisposable {
  store: Store;
}

/** Every connection has as many deliveries that are due tomorrow, each a second after the one before. */
export function fillLanes(
  databases: Databases,
  { lanes, each }: { lanes: number; each: number },
): Promise<FilledStore> {
  return fill(
    databases,
    `${connections(lanes)}
     insert into runs (id, site_id, trigger) values (${sqlId("0")}, ${sqlId("0")}, 'person');
     insert into lanes (connection_id, next_at)
     select id, now() + interval '1 day' from connections;
     insert into deliveries (id, run_id, connection_id, state, due_at, composition)
     select ${sqlId("n")}, ${sqlId("0")}, ${sqlId(`n % ${lanes}`)}, 'scheduled',
            now() + interval '1 day' + n / ${lanes} * interval '1 second', '{}'
     from generate_series(0, ${lanes * each - 1}) n;`,
  );
}

const posts = 1000;

/** Runs of a thousand posts, each with one published delivery. */
export function fillHistory(databases: Databases, runs: number): Promise<FilledStore> {
  return fill(
    databases,
    `${connections(1)}
     insert into posts (id, site_id, status, title, slug)
     select ${sqlId("n")}, ${sqlId("0")}, 'draft', 'A post', n from generate_series(0, ${posts - 1}) n;
     insert into runs (id, site_id, post_id, trigger)
     select ${sqlId("n")}, ${sqlId("0")}, ${sqlId(`n % ${posts}`)}, 'person'
     from generate_series(0, ${runs - 1}) n;
     insert into deliveries (id, run_id, connection_id, state, due_at, ended_at, permalink, composition)
     select ${sqlId("n")}, ${sqlId("n")}, ${sqlId("0")}, 'published', now(), now(),
            'https://example.org/' || n, '{}'
     from generate_series(0, ${runs - 1}) n;`,
  );
}

async function fill(databases: Databases, statements: string): Promise<FilledStore> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await databases.create());
  const store = stack.use(await openStore({ databaseUrl: url, dataDir: "" }));
  await store.pool.query(people + statements);
  // What autovacuum does within minutes.
  await store.pool.query("vacuum analyze");
  const filled = stack.move();
  return { store, [Symbol.asyncDispose]: () => filled.disposeAsync() };
}
