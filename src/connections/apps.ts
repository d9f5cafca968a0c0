// The operator's apps at platforms: given by the environment, or entered on the Operator page and kept
// sealed.

import type { OAuth2Auth, OAuthApp } from "#connector/oauth.ts";
import type { ConnectionsContext } from "./context.ts";
import type { Platform } from "./platforms.ts";

export interface PlatformApp {
  platform: string;
  /** "main" for a platform's only app. */
  name: string;
  clientId: string | null;
  hasSecret: boolean;
  /** Where it comes from; null: there is none yet. */
  source: "environment" | "operator" | null;
}

export const mainApp = "main";

type Context = Pick<ConnectionsContext, "db" | "box" | "clock" | "givenApp" | "platforms">;

interface AppName {
  platform: string;
  name: string;
}

/** The names of the apps that a platform's ways to connect need of the operator. */
export function appNamesOf({ connector }: Pick<Platform, "connector">): string[] {
  const names = connector.auth.flatMap((auth) => appNameOf(auth) ?? []);
  return [...new Set(names)];
}

/** Undefined where the way needs no app of the operator's. */
export function appNameOf(auth: Platform["connector"]["auth"][number]): string | undefined {
  return auth.kind === "oauth2" && auth.app.kind === "operator"
    ? (auth.app.name ?? mainApp)
    : undefined;
}

/** Undefined where there is none. */
export async function findPlatformApp(
  { db, box, givenApp }: Context,
  { platform, name }: AppName,
): Promise<OAuthApp | undefined> {
  const given = givenApp(platform, name);
  if (given !== undefined) return given;
  const row = await db
    .selectFrom("platformApps")
    .select(["clientId", "secret"])
    .where("platform", "=", platform)
    .where("name", "=", name)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { clientId, secret } = row;
  return { clientId, clientSecret: secret && box.open(secret, appPlace({ platform, name })) };
}

/** All that the platforms of this server need, without their secrets. */
export async function listPlatformApps(context: Context): Promise<PlatformApp[]> {
  const rows = await context.db
    .selectFrom("platformApps")
    .select(["platform", "name", "clientId", "secret"])
    .execute();
  return [...context.platforms].flatMap(([platform, each]) =>
    appNamesOf(each).map((name): PlatformApp => {
      const given = context.givenApp(platform, name);
      if (given !== undefined) {
        const { clientId, clientSecret } = given;
        const hasSecret = clientSecret !== null;
        return { platform, name, clientId, hasSecret, source: "environment" };
      }
      const row = rows.find((kept) => kept.platform === platform && kept.name === name);
      if (row === undefined) {
        return { platform, name, clientId: null, hasSecret: false, source: null };
      }
      const { clientId, secret } = row;
      return { platform, name, clientId, hasSecret: secret !== null, source: "operator" };
    }),
  );
}

/** Without a secret, the one that is kept stays, if it belongs to the same id. */
export async function savePlatformApp(
  { db, box, clock }: Context,
  { platform, name }: AppName,
  { clientId, clientSecret }: { clientId: string; clientSecret: string | undefined },
): Promise<void> {
  const secret =
    clientSecret === undefined ? undefined : box.seal(clientSecret, appPlace({ platform, name }));
  await db.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom("platformApps")
      .select(["clientId", "secret"])
      .where("platform", "=", platform)
      .where("name", "=", name)
      .forUpdate()
      .executeTakeFirst();
    const kept = before?.clientId === clientId ? before.secret : null;
    const current = { clientId, secret: secret ?? kept, updatedAt: clock.now() };
    await tx
      .insertInto("platformApps")
      .values({ platform, name, ...current })
      .onConflict((conflict) => conflict.columns(["platform", "name"]).doUpdateSet(current))
      .execute();
  });
}

export async function deletePlatformApp(
  { db }: Pick<Context, "db">,
  { platform, name }: AppName,
): Promise<void> {
  await db
    .deleteFrom("platformApps")
    .where("platform", "=", platform)
    .where("name", "=", name)
    .execute();
}

/** The setting that gives an app's id; the secret's ends in SECRET. */
export function appSetting({ platform, name }: AppName, what: "ID" | "SECRET"): string {
  return [platform, ...(name === mainApp ? [] : [name]), "client", what]
    .join("_")
    .replaceAll("-", "_")
    .toUpperCase();
}

/** What its secret is bound to. */
export function appPlace({ platform, name }: AppName): string {
  return `platform_apps/${platform}/${name}`;
}

/** Whether the way can be gone at all, and if not, why. */
export async function isReady(
  context: Context,
  platform: string,
  auth: OAuth2Auth,
): Promise<boolean> {
  const name = appNameOf(auth);
  return name === undefined || (await findPlatformApp(context, { platform, name })) !== undefined;
}
