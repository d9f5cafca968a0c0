// Everything an attempt needs to know about its delivery, read when it starts.

import type { Composition, Step } from "#connector/contract.ts";
import type { Connection } from "#connections/connections.ts";
import { selectConnections, toConnection } from "#connections/connections.ts";
import type { Platform } from "#connections/platforms.ts";
import type { VersionedCredential } from "#connections/refresh.ts";
import { readCredential } from "#connections/refresh.ts";
import type { Engine } from "./engine.ts";
import { readJournal } from "./journal.ts";
import type { Claim } from "./lanes.ts";
import type { JournalEntry } from "./resume.ts";
import type { Trouble } from "./trouble.ts";

export const unlinkedMessage = "The account was unlinked. Link it again and the post will go out.";

const outgrownMessage =
  "An older version of this server began this delivery in a way that this version does not know. See what is live already, then share the post again.";

export interface Work {
  connection: Connection;
  platform: Platform;
  composition: Composition;
  steps: readonly Step[];
  journal: Map<string, JournalEntry>;
  credential: VersionedCredential;
}

export type Loaded = { kind: "ready"; work: Work } | { kind: "blocked"; trouble: Trouble };

export async function loadWork(
  engine: Engine,
  { deliveryId, lease: { connectionId } }: Claim,
): Promise<Loaded> {
  const { db, platforms } = engine.connections;
  const [delivery, row, journal, credential] = await Promise.all([
    db
      .selectFrom("deliveries")
      .select("composition")
      .where("id", "=", deliveryId)
      .executeTakeFirstOrThrow(),
    selectConnections(db).where("id", "=", connectionId).executeTakeFirstOrThrow(),
    readJournal(db, deliveryId),
    readCredential(engine.connections, connectionId),
  ]);
  const connection = toConnection(row);
  if (credential === undefined) {
    return { kind: "blocked", trouble: { kind: "unlinked", message: unlinkedMessage } };
  }
  if (connection.state === "expired") {
    const message =
      connection.stateReason ?? "The authorisation has ended: connect the account again.";
    return { kind: "blocked", trouble: { kind: "reconnect", message } };
  }
  const platform = platforms.get(connection.platform);
  if (platform === undefined) {
    throw new Error(`There is no connector for the platform "${connection.platform}"`);
  }
  // Written by compose and stored by us alone; its shape belongs to the connector.
  const composition = delivery.composition as Composition;
  const steps = platform.connector.steps(composition);
  const names = new Set(steps.map((step) => step.name));
  if ([...journal.keys()].some((name) => !names.has(name))) {
    return { kind: "blocked", trouble: { kind: "internal", message: outgrownMessage } };
  }
  const work = { connection, platform, composition, steps, journal, credential };
  return { kind: "ready", work };
}
