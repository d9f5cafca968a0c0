// The whole product with one platform whose OAuth is a real server's, and whose first tokens last 5 s.

import { createHttp } from "#kernel/http/fetch.ts";
import { createSecretBox } from "#kernel/secret-box.ts";
import { appNameOf, appSetting } from "#connections/apps.ts";
import type { ConnectionsContext } from "#connections/context.ts";
import type { OAuth2Auth } from "#connector/oauth.ts";
import { serveFake } from "#connector/serve-fake.ts";
import type { ServedFake } from "#connector/serve-fake.ts";
import { loadConnectors, loadFake } from "#platforms/load.ts";
import { readConfig } from "#src/config.ts";
import { choosePlatforms, givenApps } from "#src/platform-addresses.ts";
import { startOAuthServer } from "#test/counterparts/start.ts";
import type { OAuthServer } from "#test/counterparts/start.ts";
import { settingsFor } from "#test/fakes.ts";
import { freePort } from "#test/free-port.ts";
import { openWorld } from "#test/integration/world.ts";
import type { World } from "#test/integration/world.ts";
import { refereed } from "#test/referees/referee.ts";
import { refereeFor } from "#test/referees/referees.ts";
import { relayed } from "./relay.ts";

export interface OAuthWorld extends AsyncDisposable {
  setting: Setting;
  server: OAuthServer;
  /** The platform's API, open to whom the server lets in. */
  platform: ServedFake;
  product: World;
  /** The connections of the product as another process of it sees them. */
  openContext(): Promise<ConnectionsContext & AsyncDisposable>;
}

export interface Setting {
  id: "x" | "linkedin";
  /** The way to connect. */
  way: string;
  /** Two who can sign in there, by their ids at the platform's fake. */
  people: readonly [string, string];
}

export async function openOAuthWorld(setting: Setting): Promise<OAuthWorld> {
  await using stack = new AsyncDisposableStack();
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const { id } = setting;
  const back = `${publicUrl}/api/v1/connections/callback/${id}`;
  const server = await startOAuthServer(back, { style: id });
  stack.defer(() => server.stop());

  const { connector, auth, fixed } = await findWay(setting);
  const inFront = relayed(await loadFake(id), { auth, fixed, server });
  const { createFake, objections } = refereed(inFront, await refereeFor(id));
  const platform = stack.use(await serveFake({ createFake, now: () => new Date() }));
  const app = { platform: id, name: appNameOf(auth) ?? "" };
  const env = {
    ...{ PORT: String(port), PUBLIC_URL: publicUrl, SECRET_KEY: "a secret of these tests" },
    ...settingsFor(connector, platform.origin),
    [`${id}_${fixed.authorize.origin}_origin`.toUpperCase()]: server.url,
    ...{
      [appSetting(app, "ID")]: server.clientId,
      [appSetting(app, "SECRET")]: server.clientSecret,
    },
  };
  const product = stack.use(await openWorld(env));
  const running = stack.move();
  return {
    ...{ setting, server, platform, product },
    openContext: () => openContext(product, env),
    async [Symbol.asyncDispose]() {
      await running.disposeAsync();
      if (objections().length > 0) {
        throw new Error(`Not as described:\n${objections().join("\n")}`);
      }
    },
  };
}

async function findWay({ id, way }: Setting) {
  const connector = (await loadConnectors()).get(id)?.connector;
  const auth = connector?.auth.find((each): each is OAuth2Auth => each.id === way);
  if (connector === undefined || auth === undefined || auth.server === "discovered") {
    throw new Error(`${id} has no such way to connect`);
  }
  return { connector, auth, fixed: auth.server };
}

/** The room of connections as the product has it, to look into what it keeps. */
export async function openContext(
  { db }: Pick<World, "db">,
  env: Readonly<Record<string, string>>,
) {
  const config = await readConfig(env);
  const { platforms, movedHosts } = choosePlatforms(await loadConnectors(), config, undefined);
  const http = createHttp({ allowHosts: movedHosts });
  const nothing = () => Promise.resolve();
  const context: ConnectionsContext = {
    ...{ db, http, platforms, clock: { now: () => new Date() }, publicUrl: config.publicUrl },
    ...{ box: createSecretBox(config.secretKeys), givenApp: givenApps(config, undefined) },
    ...{ lockQueues: nothing, onLinked: nothing, onUnlinked: nothing },
  };
  return { ...context, [Symbol.asyncDispose]: () => http.close() };
}
