// Linking an account, and unlinking it. The key is (user, platform, remote account): linking the same
// account again updates its connection in place, with its settings, queue and history.

import { sql } from "kysely";
import { newId } from "#kernel/ids.ts";
import { SecretBoxError } from "#kernel/secret-box.ts";
import type { FieldProblem, Identity } from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import type { Tx } from "#store/open.ts";
import type { Connection } from "./connections.ts";
import { findConnections, selectConnections, toConnection } from "./connections.ts";
import type { ConnectionsContext } from "./context.ts";
import { openCredential, sealCredential } from "./credential.ts";
import type { Platform } from "./platforms.ts";
import { openSession } from "./session.ts";

export type LinkResult =
  | { kind: "linked"; connection: Connection; isNew: boolean }
  | { kind: "problem"; field: string | null; message: string };

/** Links the account behind what the user entered into the platform's fields. */
export async function linkByFields(
  context: ConnectionsContext,
  userId: string,
  platform: Platform,
  entries: Readonly<Record<string, string>>,
): Promise<LinkResult> {
  const missing = platform.connector.auth.fields.find(
    (field) => field.required && (entries[field.name] ?? "").trim() === "",
  );
  if (missing !== undefined) {
    return { kind: "problem", field: missing.name, message: `${missing.label} is needed.` };
  }
  const identity = await identify(context, platform, entries);
  if ("problem" in identity) return { kind: "problem", ...identity.problem };
  return context.db.transaction().execute(async (tx) => {
    const saved = await save(tx, context, { userId, platform, identity });
    await context.onLinked(tx, saved.id);
    const row = await selectConnections(tx).where("id", "=", saved.id).executeTakeFirstOrThrow();
    return { kind: "linked", connection: toConnection(row), isNew: saved.isNew };
  });
}

/** Takes the authorisation back where the platform can, and stops posting. False: no such connection. */
export async function unlink(
  context: ConnectionsContext,
  userId: string,
  id: string,
): Promise<boolean> {
  const [connection] = await findConnections(context.db, userId, [id]);
  if (connection === undefined) return false;
  await revoke(context, connection);
  await context.db.transaction().execute(async (tx) => {
    const now = context.clock.now();
    await tx
      .updateTable("connections")
      .set({ unlinkedAt: now, updatedAt: now, secret: null, isAutopost: false })
      .where("id", "=", id)
      .execute();
    await context.onUnlinked(tx, id);
  });
  return true;
}

async function identify(
  context: ConnectionsContext,
  platform: Platform,
  entries: Readonly<Record<string, string>>,
): Promise<Identity | FieldProblem> {
  const { fields } = platform.connector.auth;
  const isSecret = (name: string) => fields.some((field) => field.name === name && field.secret);
  const session = openSession({ ...context, platform, credential: entries, isSecret });
  try {
    return await platform.connector.identify(session);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const { reason } = platform.connector.classify(failure, context.clock.now());
    return { problem: { field: null, message: reason } };
  }
}

interface ToSave {
  userId: string;
  platform: Platform;
  identity: Identity;
}

async function save(
  tx: Tx,
  { box, clock }: ConnectionsContext,
  { userId, platform, identity }: ToSave,
) {
  const { account, credential } = identity;
  const key = { userId, platform: platform.connector.about.id, remoteId: account.remoteId };
  // The secret is sealed for the row's id, so two links of one new account must agree on it.
  const lock = `${key.userId}/${key.platform}/${key.remoteId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const existing = await tx
    .selectFrom("connections")
    .select("id")
    .where("userId", "=", key.userId)
    .where("platform", "=", key.platform)
    .where("remoteId", "=", key.remoteId)
    .executeTakeFirst();
  const id = existing?.id ?? newId();
  const { kind, name, handle, url, avatarUrl, details } = account;
  const current = {
    ...{ kind, name, handle, url, avatarUrl, details: JSON.stringify(details) },
    secret: sealCredential(box, id, credential),
    ...{ state: "active", stateReason: null, unlinkedAt: null, updatedAt: clock.now() },
  };
  await tx
    .insertInto("connections")
    .values({ id, ...key, ...current })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        ...current,
        secretVersion: eb("connections.secretVersion", "+", 1),
      })),
    )
    .execute();
  return { id, isNew: existing === undefined };
}

/** A failure is no reason to keep a connection that the user does not want. */
async function revoke(context: ConnectionsContext, connection: Connection): Promise<void> {
  const platform = context.platforms.get(connection.platform);
  const row = await context.db
    .selectFrom("connections")
    .select("secret")
    .where("id", "=", connection.id)
    .executeTakeFirst();
  if (platform?.connector.revoke === undefined || row?.secret == null) return;
  try {
    const credential = openCredential(context.box, connection.id, row.secret);
    const session = openSession({ ...context, platform, credential });
    await platform.connector.revoke(session, connection.account);
  } catch (error) {
    if (failureOf(error) === undefined && !(error instanceof SecretBoxError)) throw error;
  }
}
