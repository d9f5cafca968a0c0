// Who talks to whom: the authorization server of a way to connect, and this server as an app there.

import { seconds } from "#kernel/clock.ts";
import type { Credential, Session } from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import type { OAuth2Auth, OAuthApp, OAuthServer } from "#connector/oauth.ts";
import { findPlatformApp, mainApp } from "../apps.ts";
import type { ConnectionsContext } from "../context.ts";
import type { Platform } from "../platforms.ts";
import { openSession } from "../session.ts";
import { documentedApp } from "./client-document.ts";
import type { ClientKey } from "#kernel/keys.ts";
import type { Parties } from "./library.ts";
import { redirectUriOf } from "./redirect.ts";
import { fixedServer, keptServer } from "./server.ts";
import type { FoundServer } from "./server.ts";
import { findServerApp } from "./server-apps.ts";

export interface Way {
  platform: Platform;
  auth: OAuth2Auth;
}

/** Those of a connection that exists. @throws PlatformError when the operator's app is missing */
export async function partiesOf(
  context: ConnectionsContext,
  { platform, auth }: Way,
  credential: Credential,
): Promise<Parties> {
  const fixed = fixedServer(auth, platform);
  const found = fixed === undefined ? keptServer(credential) : undefined;
  const app = await appFor(context, { platform, auth }, found);
  const server = fixed ?? found?.server;
  if (app === undefined || server === undefined) throw new PlatformError({ kind: "no-app" });
  return toParties(context, { platform, server, ...app, secrets: credential });
}

/** A person waits, or a delivery: tokens are small, and no server has to think about them. */
const timeoutMs = seconds(20);

export interface AppAt {
  app: OAuthApp;
  clientKey: ClientKey | null;
}

/** This server as an app; undefined where it is none yet. */
export async function appFor(
  context: ConnectionsContext,
  { platform, auth }: Way,
  found: FoundServer | undefined,
): Promise<AppAt | undefined> {
  const { id } = platform.connector.about;
  const withoutKey = (app: OAuthApp | undefined) => app && { app, clientKey: null };
  switch (auth.app.kind) {
    case "operator": {
      const { name = mainApp } = auth.app;
      return withoutKey(await findPlatformApp(context, { platform: id, name }));
    }
    case "registered": {
      const redirectUri = redirectUriOf(context.publicUrl, id);
      const place = { platform: id, server: found?.key ?? "", redirectUri };
      return withoutKey(found?.app ?? (await findServerApp(context, place)));
    }
    case "client-metadata":
      return documentedApp(context, id, auth);
  }
}

interface Talking extends AppAt {
  platform: Platform;
  server: OAuthServer;
  /** What must not show in an error. */
  secrets: Credential;
}

export function toParties(
  context: Pick<ConnectionsContext, "http" | "clock">,
  { platform, server, app, clientKey, secrets }: Talking,
): Parties {
  const { clientSecret } = app;
  const credential = { ...secrets, ...(clientSecret !== null && { clientSecret }) };
  const session: Session = openSession({ ...context, platform, credential, timeoutMs });
  const clientAuth = clientKey === null ? server.clientAuth : "private-key";
  return { session, server: { ...server, clientAuth }, app, clientKey };
}
