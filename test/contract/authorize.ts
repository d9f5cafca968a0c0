// Connecting by OAuth as the product does it, with a person at the fake's page who agrees: the product's
// own flow, without its database.

import type { FieldProblem, Grant, Identity, Session } from "#connector/contract.ts";
import type { OAuth2Auth, OAuthApp, OAuthServer } from "#connector/oauth.ts";
import { comeBack, leave, renewTokens } from "#connections/oauth/flow.ts";
import { toGrant } from "#connections/oauth/grant.ts";
import type { Parties } from "#connections/oauth/library.ts";
import { fixedServer, keepServer, keptServer } from "#connections/oauth/server.ts";
import type { Platform } from "#connections/platforms.ts";
import type { Credential } from "#connector/contract.ts";
import { agree } from "#test/consent.ts";
import type { Origins } from "#connector/origins.ts";
import type { Subject } from "./subject.ts";
import type { Watch } from "./watch.ts";

const redirectUri = "http://127.0.0.1/back";
const operatorsApp: OAuthApp = { clientId: "an-app", clientSecret: "the secret of an app" };
const state = "a state that nobody guesses";

/** What it takes of a rig. */
interface Rig {
  subject: Subject;
  origins: Origins;
  watch: Watch;
  now(): Date;
  session(credential: Credential): Session;
}

interface Found {
  server: OAuthServer;
  app: OAuthApp;
  scopes: readonly string[];
  loginHint: string | undefined;
  keep: Credential;
}

export async function authorize(
  rig: Rig,
  auth: OAuth2Auth,
  entries: Credential,
): Promise<Identity | FieldProblem> {
  const { connector } = rig.subject;
  const found = await find(rig, auth, entries);
  if ("problem" in found) return found;
  const { server, app, scopes, loginHint, keep } = found;
  const parties = { session: rig.session(secretsOf(app)), server, app, clientKey: null };
  const { scopeSeparator } = auth;
  const left = await leave(parties, { state, redirectUri, scopes, scopeSeparator, loginHint });
  const params = (await agree(left.url)).searchParams;
  const answer = await comeBack(parties, { params, state, kept: left.kept });
  const { dpopKey } = left.kept;
  const given = toGrant({
    ...{ auth, answer, now: rig.now(), endsAt: null },
    before: { ...keep, ...(dpopKey !== null && { dpopKey }) },
    isPublicClient: true,
  });
  rig.watch.addSecrets(given.credential);
  const { credential } = (await connector.exchange?.(rig.session(given.credential), app)) ?? given;
  rig.watch.addSecrets(credential);
  if (auth.reaches === "one") return connector.identify(rig.session(credential), auth.id);
  const targets = (await connector.targets?.(rig.session(credential), auth.id)) ?? [];
  if ("problem" in targets) return targets;
  const [account] = targets;
  if (account === undefined) throw new Error("It reaches no account at its own fake");
  return { account, credential };
}

/** By refresh tokens. */
export async function renewByTokens(
  rig: Rig,
  auth: OAuth2Auth,
  credential: Credential,
): Promise<Grant> {
  const server = fixedServer(auth, platformOf(rig)) ?? keptServer(credential).server;
  const app = appOf(auth);
  const { refreshToken = "", dpopKey = null } = credential;
  const session = rig.session({ ...credential, ...secretsOf(app) });
  const parties: Parties = { session, server, app, clientKey: null };
  const answer = await renewTokens(parties, { refreshToken, dpopKey });
  const granted = { auth, answer, now: rig.now(), before: credential };
  return toGrant({ ...granted, endsAt: null, isPublicClient: true });
}

function appOf({ app, scopes }: OAuth2Auth): OAuthApp {
  if (app.kind !== "client-metadata") return operatorsApp;
  return { clientId: loopbackId(scopes.map(({ name }) => name)), clientSecret: null };
}

async function find(
  rig: Rig,
  auth: OAuth2Auth,
  entries: Credential,
): Promise<Found | FieldProblem> {
  const { connector } = rig.subject;
  const server = fixedServer(auth, platformOf(rig));
  const names = auth.scopes.map(({ name }) => name);
  const fixed = { app: operatorsApp, scopes: names, loginHint: undefined, keep: {} };
  if (server !== undefined) return { server, ...fixed };
  if (connector.discover === undefined) throw new Error("It has servers to find and cannot");
  const found = await connector.discover(rig.session(entries), auth.id);
  if ("problem" in found) return found;
  rig.watch.addNames(found.keep);
  const { key, scopes, loginHint } = found;
  const asked = { server: found.server, redirectUri, scopes, name: "Broadside" };
  const app =
    auth.app.kind === "registered"
      ? await connector.register?.(rig.session({}), { ...asked, website: "https://notes.example" })
      : { clientId: loopbackId(scopes), clientSecret: null };
  if (app === undefined) throw new Error("It has apps to register and cannot");
  const keep = { ...found.keep, ...keepServer({ server: found.server, key }) };
  return { server: found.server, app, scopes, loginHint, keep };
}

function loopbackId(scopes: readonly string[]): string {
  const query = new URLSearchParams({ redirect_uri: redirectUri, scope: scopes.join(" ") });
  return `http://localhost?${query.toString()}`;
}

function secretsOf({ clientSecret }: OAuthApp): Credential {
  return clientSecret === null ? {} : { clientSecret };
}

function platformOf({ subject, origins }: Rig): Platform {
  const { connector } = subject;
  return { connector, origins, hosts: [], settings: {}, canReachUs: true };
}
