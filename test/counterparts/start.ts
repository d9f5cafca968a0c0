// Starts the real servers of this folder for a test, each as a process that ends with the test.
// It imports no package: here it would get the servers' version of it, not the product's.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export interface Pds {
  /** The PDS itself. */
  url: string;
  /** Its directory of DIDs. */
  plcUrl: string;
  accounts: readonly PdsAccount[];
  stop(): Promise<void>;
}

export interface PdsAccount {
  handle: string;
  password: string;
  did: string;
}

/** An authorization server that knows one app. */
export interface OAuthServer {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Who signs in there from now on. */
  setPerson(claims: Readonly<Record<string, unknown>>): Promise<void>;
  /** How long the access tokens last that it gives from now on. */
  setAccessLife(accessSeconds: number): Promise<void>;
  /** What it says of a token, of either kind. */
  introspect(token: string): Promise<Introspection>;
  /** How often a refresh token was used so far. */
  refreshes(): Promise<Refreshes>;
  /** Takes back all that a person has permitted. */
  revokeAll(sub: string): Promise<void>;
  stop(): Promise<void>;
}

export interface Refreshes {
  accepted: number;
  refused: number;
}

export type Introspection = { active: false } | { active: true; sub: string; scope: string };

export interface OAuthServerOptions {
  /** Whose addresses and habits it has; a plain OpenID Connect provider's by default. */
  style?: "oidc" | "x" | "linkedin";
  accessSeconds?: number;
}

/** What oauth-server.mjs prints. */
interface OAuthAnnouncement extends Pick<OAuthServer, "url" | "clientId" | "clientSecret"> {
  introspectionUrl: string;
  clientAuth: "client_secret_basic" | "client_secret_post";
}

/** What bluesky-pds.mjs prints. */
interface Announcement {
  url: string;
  plc: string;
  accounts: PdsAccount[];
}

export function pdsIsInstalled(): boolean {
  return existsSync(pathOf("node_modules/@atproto/pds"));
}

export function oauthServerIsInstalled(): boolean {
  return existsSync(pathOf("node_modules/oidc-provider"));
}

/**
 * A Bluesky PDS with a world of its own: two accounts, no posts. Ready in about 3 s.
 *
 * @param rateLimits whether it limits requests as the real one does; default false.
 */
export async function startPds({ rateLimits = false } = {}): Promise<Pds> {
  const args = ["--require", pathOf("loopback.cjs"), pathOf("bluesky-pds.mjs")];
  const { child, line } = await start(args, { PDS_RATE: rateLimits ? "1" : "0" });
  const { url, plc, accounts } = JSON.parse(line) as Announcement;
  return { url, plcUrl: plc, accounts, stop: () => stop(child) };
}

/** One that sends people back to this address only. */
export async function startOAuthServer(
  redirectUri: string,
  { style = "oidc", accessSeconds = 3600 }: OAuthServerOptions = {},
): Promise<OAuthServer> {
  const options = ["--style", style, "--access-seconds", String(accessSeconds)];
  const { child, line } = await start([pathOf("oauth-server.mjs"), redirectUri, ...options], {});
  const announced = JSON.parse(line) as OAuthAnnouncement;
  const { url, clientId, clientSecret } = announced;
  const tell = async (path: string, message: unknown) => {
    await expectGood(fetch(url + path, { method: "POST", body: JSON.stringify(message) }));
  };
  return {
    ...{ url, clientId, clientSecret },
    setPerson: (claims) => tell("/person", claims),
    setAccessLife: (seconds) => tell("/lifetimes", { accessSeconds: seconds }),
    introspect: (token) => introspect(announced, token),
    async refreshes() {
      const answer = await expectGood(fetch(`${url}/refreshes`));
      return (await answer.json()) as Refreshes;
    },
    revokeAll: (sub) => tell("/revocations", { sub }),
    stop: () => stop(child),
  };
}

async function introspect(
  { introspectionUrl, clientId, clientSecret, clientAuth }: OAuthAnnouncement,
  token: string,
): Promise<Introspection> {
  const proof = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const isBasic = clientAuth === "client_secret_basic";
  const answer = await expectGood(
    fetch(introspectionUrl, {
      method: "POST",
      headers: isBasic ? { authorization: `Basic ${proof}` } : {},
      body: new URLSearchParams({
        token,
        ...(!isBasic && { client_id: clientId, client_secret: clientSecret }),
      }),
    }),
  );
  return (await answer.json()) as Introspection;
}

async function expectGood(answering: Promise<Response>): Promise<Response> {
  const answer = await answering;
  if (answer.ok) return answer;
  throw new Error(`${new URL(answer.url).pathname} answers ${answer.status}`);
}

/** `line` is the first that it prints. */
async function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const complaints = text(child.stderr);
  const line = await firstLine(child.stdout);
  if (line === undefined) throw new Error(`The server did not start:\n${await complaints}`);
  return { child, line };
}

async function firstLine(stream: Readable): Promise<string | undefined> {
  for await (const line of createInterface(stream)) return line;
  return undefined;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
