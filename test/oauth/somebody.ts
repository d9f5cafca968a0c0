// Somebody whose account at the platform is connected, with a token that soon runs out.

import { z } from "zod";
import { connectionSchema } from "#api/contract/connections.ts";
import type { Connection } from "#api/contract/connections.ts";
import { runSchema } from "#api/contract/runs.ts";
import type { Run } from "#api/contract/runs.ts";
import { openCredential } from "#connections/credential.ts";
import type { VersionedCredential } from "#connections/refresh.ts";
import { eventually } from "#test/integration/eventually.ts";
import type { Person } from "#test/integration/person.ts";
import type { OAuthWorld } from "./world.ts";

export interface Somebody extends Person {
  connectionId: string;
  /** Starts a run to the connection alone, and does not wait for it. */
  share(message: string): Promise<Run>;
  /** Signs in at the platform once more; the connection it comes to. */
  reconnect(): Promise<string>;
  connection(): Promise<Connection>;
  /** What is kept for the connection. */
  kept(): Promise<VersionedCredential>;
  /** Until the token that is kept has run out at the server. */
  outliveToken(): Promise<void>;
}

const shortSeconds = 5;
/** What comes in its place outlives a test on any machine, so that each renewal can be accounted for. */
const longSeconds = 300;

/** `as`: who they are at the platform. */
export async function connectSomebody(
  world: OAuthWorld,
  { name, as }: { name: string; as: string },
): Promise<Somebody> {
  const { server, product } = world;
  const person = await product.person(name);
  const { id: siteId } = await person.createSite({ name: `${name}'s notes` });
  await server.setPerson({ sub: as });
  await server.setAccessLife(shortSeconds);
  const connectionId = await connect(world, person);
  await server.setAccessLife(longSeconds);
  // What renews ahead of time, once a minute, would make it a matter of luck who renews.
  await product.db
    .updateTable("connections")
    .set({ renewAt: null })
    .where("id", "=", connectionId)
    .execute();
  const kept = () => keptFor(world, connectionId);
  return {
    ...person,
    ...{ connectionId, kept, reconnect: () => connect(world, person) },
    async share(message) {
      const run = { message, siteId, targets: [{ connectionId }] };
      return runSchema.parse((await person.call("POST", "/runs", run)).body);
    },
    async connection() {
      const { body } = await person.call("GET", "/connections");
      const { data } = z.object({ data: z.array(connectionSchema) }).parse(body);
      const own = data.find(({ id }) => id === connectionId);
      if (own === undefined) throw new Error("The connection is gone");
      return own;
    },
    async outliveToken() {
      const { accessToken = "" } = (await kept()).credential;
      await eventually(async () =>
        (await server.introspect(accessToken)).active ? undefined : true,
      );
    },
  };
}

async function connect({ setting }: OAuthWorld, person: Person): Promise<string> {
  const { stage, message, connectionIds } = await person.authorize(setting.id, {
    auth: setting.way,
  });
  const [id] = connectionIds;
  if (id === undefined) throw new Error(`Not connected: ${stage}, ${message ?? "without a word"}`);
  return id;
}

async function keptFor(world: OAuthWorld, id: string): Promise<VersionedCredential> {
  await using context = await world.openContext();
  const { secret, secretVersion: version } = await context.db
    .selectFrom("connections")
    .select(["secret", "secretVersion"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (secret === null) throw new Error("Nothing is kept");
  return { credential: openCredential(context.box, id, secret), version };
}
