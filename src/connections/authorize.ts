// Leaving for a platform, to be authorised there: finds its authorization server, makes sure that we are
// known as an app, and prepares the way back.

import { randomBytes } from "node:crypto";
import { failureOf } from "#connector/failure.ts";
import type { Discovered } from "#connector/oauth.ts";
import { addAuthorization } from "./authorizations.ts";
import type { ConnectionsContext } from "./context.ts";
import { missingEntry } from "./entries.ts";
import type { Entries } from "./entries.ts";
import { canPublish } from "./oauth/client-document.ts";
import { leave } from "./oauth/flow.ts";
import { isStillKnown } from "./oauth/known.ts";
import { appFor, toParties } from "./oauth/parties.ts";
import type { AppAt, Way } from "./oauth/parties.ts";
import { redirectUriOf } from "./oauth/redirect.ts";
import { fixedServer, keepServer } from "./oauth/server.ts";
import { findUsableApp, saveServerApp } from "./oauth/server-apps.ts";
import { authOf } from "./platforms.ts";
import type { Platform } from "./platforms.ts";
import { openSession } from "./session.ts";

export type AuthorizeResult =
  { kind: "leave"; url: string } | { kind: "problem"; field: string | null; message: string };

export interface Asking {
  userId: string;
  /** Of the browser that will come back. */
  sessionId: string;
  platform: Platform;
  /** The way; the first one by OAuth where it is left open. */
  auth: string | undefined;
  entries: Entries;
}

export async function authorize(
  context: ConnectionsContext,
  { userId, sessionId, platform, auth: authId, entries }: Asking,
): Promise<AuthorizeResult> {
  const { about, auth: ways } = platform.connector;
  const auth = authId === undefined ? ways.find(isOAuth) : authOf(platform, authId);
  if (auth?.kind !== "oauth2") return problem(null, `${about.name} has no such way to connect.`);
  const missing = missingEntry(auth.fields, entries);
  if (missing !== undefined) return { kind: "problem", ...missing };
  try {
    const way = { platform, auth };
    const place = await findPlace(context, way, entries);
    if ("problem" in place) return { kind: "problem", ...place.problem };
    const { server, scopes, loginHint, keep, ...app } = place;
    const state = randomBytes(32).toString("base64url");
    const parties = toParties(context, { platform, server, ...app, secrets: {} });
    const redirectUri = ownRedirectUri(context, way);
    const { scopeSeparator } = auth;
    const asked = { state, redirectUri, scopes, scopeSeparator, loginHint };
    const { url, kept } = await leave(parties, asked);
    await addAuthorization(context, {
      ...{ userId, sessionId, platform: about.id, auth: auth.id, state },
      kept: { flow: kept, keep: { ...keep } },
    });
    return { kind: "leave", url };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const { reason } = platform.connector.classify(failure, context.clock.now());
    return problem(null, reason);
  }
}

function isOAuth({ kind }: Platform["connector"]["auth"][number]): boolean {
  return kind === "oauth2";
}

type Place = AppAt & Pick<Discovered, "server" | "scopes" | "loginHint" | "keep">;

async function findPlace(
  context: ConnectionsContext,
  { platform, auth }: Way,
  entries: Entries,
): Promise<Place | { problem: { field: string | null; message: string } }> {
  const { connector } = platform;
  const server = fixedServer(auth, platform);
  if (server !== undefined) {
    const app = await appFor(context, { platform, auth }, undefined);
    if (app === undefined) return notConfigured(connector.about.name);
    return { ...app, server, scopes: auth.scopes.map(({ name }) => name), keep: {} };
  }
  if (connector.discover === undefined) throw new Error("A connector that cannot discover");
  const session = openSession({ ...context, platform, credential: entries, isSecret: () => false });
  const found = await connector.discover(session, auth.id);
  if ("problem" in found) return found;
  const { key } = found;
  if (auth.app.kind === "registered") {
    const app = await registeredApp(context, { platform, auth }, found);
    const kept = keepServer({ server: found.server, key, app: app.app });
    return { ...found, ...app, keep: { ...found.keep, ...kept } };
  }
  const app = await appFor(context, { platform, auth }, found);
  if (app === undefined) return notConfigured(connector.about.name);
  const kept = keepServer({ server: found.server, key });
  return { ...found, ...app, keep: { ...found.keep, ...kept } };
}

/** Registers where we are not known yet, not any more, or not for all that is asked for. */
async function registeredApp(
  context: ConnectionsContext,
  { platform }: Way,
  { server, key, scopes }: Discovered,
): Promise<AppAt> {
  const { connector } = platform;
  const redirectUri = redirectUriOf(context.publicUrl, connector.about.id);
  const place = { platform: connector.about.id, server: key, redirectUri };
  const known = await findUsableApp(context, place, scopes);
  if (known !== undefined) {
    const at = { app: known, clientKey: null };
    const parties = toParties(context, { platform, server, ...at, secrets: {} });
    if (await isStillKnown(parties, redirectUri)) return at;
  }
  if (connector.register === undefined) throw new Error("A connector that cannot register");
  const session = openSession({ ...context, platform, credential: {} });
  const website = context.publicUrl;
  const asked = { server, redirectUri, scopes, name: "Broadside", website };
  const app = await connector.register(session, asked);
  await saveServerApp(context, place, { app, scopes });
  return { app, clientKey: null };
}

/** Where nobody can fetch our document, the stand-in for it knows this machine by number only. */
function ownRedirectUri({ publicUrl }: ConnectionsContext, { platform, auth }: Way): string {
  const isLoopback = auth.app.kind === "client-metadata" && !canPublish(publicUrl);
  return redirectUriOf(publicUrl, platform.connector.about.id, { isLoopback });
}

function notConfigured(name: string) {
  const message = `This server is not set up for ${name} yet. Its operator enters the app's credentials on the Operator page.`;
  return { problem: { field: null, message } };
}

function problem(field: string | null, message: string): AuthorizeResult {
  return { kind: "problem", field, message };
}
