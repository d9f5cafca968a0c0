// Seals again, with the newest key, what an older one sealed and is kept for long, so that the operator can
// drop the older one. Authorisations under way and mails on their way end by themselves.

import { sql } from "kysely";
import { SecretBoxError } from "#kernel/secret-box.ts";
import type { SealedAgain, SecretBox } from "#kernel/secret-box.ts";
import { appPlace } from "./apps.ts";
import type { ConnectionsContext } from "./context.ts";
import { credentialPlace } from "./credential.ts";
import { clientKeyPlace } from "./oauth/client-document.ts";
import { serverAppPlace } from "./oauth/server-apps.ts";

type Context = Pick<ConnectionsContext, "db" | "box">;

export async function sealAgain({ db, box }: Context): Promise<SealedAgain> {
  const result: SealedAgain = { done: 0, lost: 0 };
  if (!box.hasOlderKeys) return result;
  for (const { table, secret, place } of await findSealed(db)) {
    if (secret === null || box.isNewest(secret)) continue;
    const text = openIfPossible(box, secret, place);
    if (text === undefined) {
      result.lost += 1;
      continue;
    }
    // No two are alike, and one that somebody has renewed meanwhile stays as it is.
    await sql`
      update ${sql.table(table)} set secret = ${box.seal(text, place)} where secret = ${secret}
    `.execute(db);
    result.done += 1;
  }
  return result;
}

interface Sealed {
  table: string;
  secret: Buffer | null;
  place: string;
}

async function findSealed(db: Context["db"]): Promise<Sealed[]> {
  const [credentials, apps, serverApps, keys] = await Promise.all([
    db.selectFrom("connections").select(["id", "secret"]).execute(),
    db.selectFrom("platformApps").select(["platform", "name", "secret"]).execute(),
    db.selectFrom("serverApps").select(["platform", "server", "redirectUri", "secret"]).execute(),
    db.selectFrom("clientKeys").select(["platform", "secret"]).execute(),
  ]);
  return [
    ...credentials.map(({ id, secret }) => sealed("connections", secret, credentialPlace(id))),
    ...apps.map(({ secret, ...app }) => sealed("platform_apps", secret, appPlace(app))),
    ...serverApps.map(({ secret, ...app }) => sealed("server_apps", secret, serverAppPlace(app))),
    ...keys.map(({ platform, secret }) => sealed("client_keys", secret, clientKeyPlace(platform))),
  ];
}

function sealed(table: string, secret: Buffer | null, place: string): Sealed {
  return { table, secret, place };
}

function openIfPossible(box: SecretBox, secret: Buffer, place: string): string | undefined {
  try {
    return box.open(secret, place);
  } catch (error) {
    if (error instanceof SecretBoxError) return undefined;
    throw error;
  }
}
