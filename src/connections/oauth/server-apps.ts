// Apps that were registered at single servers, each once: this server keeps what it was given there.

import { hours, plus } from "#kernel/clock.ts";
import type { OAuthApp } from "#connector/oauth.ts";
import type { ConnectionsContext } from "../context.ts";

export interface ServerAppPlace {
  platform: string;
  /** `Discovered.key` */
  server: string;
  redirectUri: string;
}

type Context = Pick<ConnectionsContext, "db" | "box" | "clock">;

/** An app that nobody has used by then may have been forgotten by its server. */
const unusedLastsMs = hours(1);

export async function findServerApp(
  { db, box }: Context,
  place: ServerAppPlace,
): Promise<OAuthApp | undefined> {
  const row = await rowOf(db, place);
  return row && toApp(box, place, row);
}

/** One that can be taken to ask for these scopes: others are registered anew. */
export async function findUsableApp(
  { db, box, clock }: Context,
  place: ServerAppPlace,
  scopes: readonly string[],
): Promise<OAuthApp | undefined> {
  const row = await rowOf(db, place);
  const isKnown = row?.usedAt != null || (row && row.createdAt > plus(clock.now(), -unusedLastsMs));
  if (!isKnown || !scopes.every((scope) => row.scopes.includes(scope))) return undefined;
  return toApp(box, place, row);
}

function rowOf(db: Context["db"], place: ServerAppPlace) {
  return db
    .selectFrom("serverApps")
    .select(["clientId", "secret", "scopes", "usedAt", "createdAt"])
    .where("platform", "=", place.platform)
    .where("server", "=", place.server)
    .where("redirectUri", "=", place.redirectUri)
    .executeTakeFirst();
}

function toApp(
  box: Context["box"],
  place: ServerAppPlace,
  { clientId, secret }: { clientId: string; secret: Uint8Array | null },
): OAuthApp {
  return { clientId, clientSecret: secret && box.open(secret, serverAppPlace(place)) };
}

export async function saveServerApp(
  { db, box, clock }: Context,
  place: ServerAppPlace,
  { app, scopes }: { app: OAuthApp; scopes: readonly string[] },
): Promise<void> {
  const { clientId, clientSecret } = app;
  const secret = clientSecret === null ? null : box.seal(clientSecret, serverAppPlace(place));
  const current = { clientId, secret, scopes: [...scopes], usedAt: null, createdAt: clock.now() };
  await db
    .insertInto("serverApps")
    .values({ ...place, ...current })
    .onConflict((conflict) =>
      conflict.columns(["platform", "server", "redirectUri"]).doUpdateSet(current),
    )
    .execute();
}

/** Somebody has come back from there. */
export async function markServerAppUsed(
  { db, clock }: Context,
  place: ServerAppPlace,
  { clientId }: OAuthApp,
): Promise<void> {
  await db
    .updateTable("serverApps")
    .set({ usedAt: clock.now() })
    .where("platform", "=", place.platform)
    .where("server", "=", place.server)
    .where("redirectUri", "=", place.redirectUri)
    .where("clientId", "=", clientId)
    .execute();
}

/** What its secret is bound to. */
export function serverAppPlace({ platform, server, redirectUri }: ServerAppPlace): string {
  return `server_apps/${platform}/${server}/${redirectUri}`;
}
