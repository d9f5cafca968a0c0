// Everything an attempt needs to know about its delivery, read when it starts.

import type { Composition, Step } from "#connector/contract.ts";
import type { Connection } from "#connections/connections.ts";
import { selectConnections, toConnection } from "#connections/connections.ts";
import { openCredential } from "#connections/credential.ts";
import type { Platform } from "#connections/platforms.ts";
import { stateOf } from "#connections/state.ts";
import type { VersionedCredential } from "#connections/refresh.ts";
import type { Engine } from "./engine.ts";
import { readJournal } from "./journal.ts";
import type { Claim } from "./lanes.ts";
import type { JournalEntry } from "./resume.ts";
import type { Trouble } from "./trouble.ts";

export const unlinkedMessage = "The account was unlinked. Link it again and the post will go out.";
export const endedMessage = "The authorisation has ended: connect the account again.";

const outgrownMessage =
  "An older version of this server began this delivery in a way that this version does not know. See what is live already, then share the post again.";

export interface Work {
  connection: Connection;
  platform: Platform;
  composition: Composition;
  steps: readonly Step[];
  journal: Map<string, JournalEntry>;
  credential: VersionedCredential;
  /** Whether the credential is known to have run out. */
  isOver: boolean;
}

export type Loaded =
  | { kind: "ready"; work: Work }
  /** `version`: of the credential that was found, or of the last one. */
  | { kind: "blocked"; trouble: Trouble; version: number };

export async function loadWork(
  engine: Engine,
  { deliveryId, isFirstAttempt, lease: { connectionId } }: Claim,
): Promise<Loaded> {
  const { db, box, platforms } = engine.connections;
  const [row, journal] = await Promise.all([
    selectConnections(db)
      .select(["secret", "secretVersion", "accessEndsAt"])
      .select((eb) =>
        eb
          .selectFrom("deliveries as d")
          .select("d.composition")
          .where("d.id", "=", deliveryId)
          .as("composition"),
      )
      .where("id", "=", connectionId)
      .executeTakeFirstOrThrow(),
    isFirstAttempt ? new Map<string, JournalEntry>() : readJournal(db, deliveryId),
  ]);
  const connection = toConnection(row);
  const version = row.secretVersion;
  if (row.secret === null) {
    return { kind: "blocked", trouble: { kind: "unlinked", message: unlinkedMessage }, version };
  }
  const now = engine.clock.now();
  if (stateOf(connection, now) === "expired") {
    const message = connection.stateReason ?? endedMessage;
    return { kind: "blocked", trouble: { kind: "reconnect", message }, version };
  }
  const platform = platforms.get(connection.platform);
  if (platform === undefined) {
    throw new Error(`There is no connector for the platform "${connection.platform}"`);
  }
  // Written by compose and stored by us alone; its shape belongs to the connector.
  const composition = row.composition as Composition;
  const steps = platform.connector.steps(composition);
  const names = new Set(steps.map((step) => step.name));
  if ([...journal.keys()].some((name) => !names.has(name))) {
    return { kind: "blocked", trouble: { kind: "internal", message: outgrownMessage }, version };
  }
  const credential = { credential: openCredential(box, connectionId, row.secret), version };
  const isOver = row.accessEndsAt !== null && row.accessEndsAt <= now;
  const work = { connection, platform, composition, steps, journal, credential, isOver };
  return { kind: "ready", work };
}
