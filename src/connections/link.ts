// Linking an account by what the user enters, and unlinking any.

import { newId } from "#kernel/ids.ts";
import type { FieldProblem, Identity } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import type { FieldsAuth } from "#connector/about.ts";
import type { Connection } from "./connections.ts";
import { toConnection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { missingEntry } from "./entries.ts";
import type { Entries } from "./entries.ts";
import { grantOf, lockGrant } from "./grant.ts";
import { fieldsAuthOf } from "./platforms.ts";
import type { Platform } from "./platforms.ts";
import { revoke } from "./revoke.ts";
import { saveConnections } from "./save.ts";
import { openSession } from "./session.ts";

export type LinkResult =
  | { kind: "linked"; connection: Connection; isNew: boolean }
  | { kind: "problem"; field: string | null; message: string };

/** Links the account behind what the user entered into the platform's fields. */
export async function linkByFields(
  context: ConnectionsContext,
  userId: string,
  platform: Platform,
  entries: Entries,
): Promise<LinkResult> {
  const auth = fieldsAuthOf(platform);
  if (auth === undefined) {
    const message = `${platform.connector.about.name} is connected in the dashboard, by signing in there.`;
    return { kind: "problem", field: null, message };
  }
  const missing = missingEntry(auth.fields, entries);
  if (missing !== undefined) return { kind: "problem", ...missing };
  const identity = await identify(context, { platform, auth, entries });
  if ("problem" in identity) return { kind: "problem", ...identity.problem };
  const { account, credential } = identity;
  const grant = { credential, accessEndsAt: null, endsAt: null };
  const [saved] = await context.db.transaction().execute((tx) =>
    saveConnections(tx, context, {
      ...{ userId, platform, auth: auth.id, grantId: newId(), accounts: [account], grant },
    }),
  );
  if (saved === undefined) throw new Error("One account became no connection");
  return { kind: "linked", ...saved };
}

/** Stops posting at once, and takes the authorisation back where the platform can. False: no such connection. */
export async function unlink(
  context: ConnectionsContext,
  userId: string,
  id: string,
): Promise<boolean> {
  const unlinked = await context.db.transaction().execute(async (tx) => {
    await context.lockQueues(tx, [id]);
    // All of the grant: of two that are unlinked at once, the second is to see that it is the last.
    const grantId = await grantOf(tx, id);
    const linked = grantId === undefined ? [] : await lockGrant(tx, grantId);
    const row = linked.find((each) => each.id === id && each.userId === userId);
    if (row === undefined) return undefined;
    const now = context.clock.now();
    await tx
      .updateTable("connections")
      .set({ unlinkedAt: now, updatedAt: now, secret: null, renewAt: null })
      .where("id", "=", id)
      .execute();
    await context.onUnlinked(tx, id);
    return { connection: toConnection(row), secret: row.secret, isShared: linked.length > 1 };
  });
  if (unlinked === undefined) return false;
  // Taking it back would end the others that came of the same authorisation.
  if (!unlinked.isShared) await revoke(context, unlinked);
  return true;
}

async function identify(
  context: ConnectionsContext,
  { platform, auth, entries }: { platform: Platform; auth: FieldsAuth; entries: Entries },
): Promise<Identity | FieldProblem> {
  const isSecret = (name: string) =>
    auth.fields.some((field) => field.name === name && field.secret);
  const session = openSession({ ...context, platform, credential: entries, isSecret });
  try {
    return await platform.connector.identify(session, auth.id);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const { reason } = platform.connector.classify(failure, context.clock.now());
    return { problem: { field: null, message: reason } };
  }
}
