// What a platform says of an account can change by itself, such as the sizes that its server takes: it
// is asked again each day, where the connector says so.

import { failureOf } from "#connector/failure.ts";
import type { ConnectionsContext } from "./context.ts";
import { openCredential } from "./credential.ts";
import type { Platform } from "./platforms.ts";
import { openSession } from "./session.ts";

const atOnce = 4;

/** Returns how many accounts were read. Trouble with a platform leaves what is known until another day. */
export async function readAccountsAgain(
  context: ConnectionsContext,
  onBug: (connectionId: string, error: unknown) => void,
): Promise<number> {
  const rows = await findRows(context);
  let count = 0;
  const workers = Array.from({ length: atOnce }, async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      try {
        if (await readAgain(context, row)) count += 1;
      } catch (error) {
        if (failureOf(error) === undefined) onBug(row.id, error);
      }
    }
  });
  await Promise.all(workers);
  return count;
}

async function findRows({ db, platforms }: ConnectionsContext) {
  const ids = [...platforms].flatMap(([id, { connector }]) =>
    connector.accountsChange === true ? [id] : [],
  );
  if (ids.length === 0) return [];
  return db
    .selectFrom("connections")
    .select(["id", "platform", "auth", "remoteId", "secret", "secretVersion"])
    .where("platform", "in", ids)
    .where("unlinkedAt", "is", null)
    .where("expiredAt", "is", null)
    .execute();
}

type Row = Awaited<ReturnType<typeof findRows>>[number];

async function readAgain(context: ConnectionsContext, row: Row): Promise<boolean> {
  const platform: Platform | undefined = context.platforms.get(row.platform);
  if (platform === undefined || row.secret === null) return false;
  const credential = openCredential(context.box, row.id, row.secret);
  const session = openSession({ ...context, platform, credential });
  const identity = await platform.connector.identify(session, row.auth);
  if ("problem" in identity || identity.account.remoteId !== row.remoteId) return false;
  const { name, handle, url, avatarUrl, details } = identity.account;
  const updated = await context.db
    .updateTable("connections")
    .set({ name, handle, url, avatarUrl, details: JSON.stringify(details) })
    .where("id", "=", row.id)
    // Linked anew meanwhile, it was read then.
    .where("secretVersion", "=", row.secretVersion)
    .where("unlinkedAt", "is", null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}
