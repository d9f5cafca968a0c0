// Somebody who uses the product: signed in by cookie, or through an API key.

import { createdApiKeySchema } from "#api/contract/people.ts";
import { authorizationSchema, connectionSchema, leavingSchema } from "#api/contract/connections.ts";
import type { Authorization, Connection } from "#api/contract/connections.ts";
import { createdPostSchema } from "#api/contract/posts.ts";
import type { CreatedPost } from "#api/contract/posts.ts";
import { runSchema } from "#api/contract/runs.ts";
import type { Run } from "#api/contract/runs.ts";
import { createdInvitationSchema, siteSchema } from "#api/contract/sites.ts";
import type { Site } from "#api/contract/sites.ts";
import { agree } from "#test/consent.ts";
import { eventually } from "./eventually.ts";

export interface Answer {
  status: number;
  /** Parsed where it is JSON. */
  body: unknown;
  headers: Headers;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** The way to connect, and who agrees on the platform's page: the first who can by default. */
export interface Authorizing {
  auth?: string;
  entries?: Readonly<Record<string, string>>;
  as?: string;
}

export interface Person {
  name: string;
  email: string;
  userId: string;
  /** Any request to a path below /api/v1; a body that is no bytes is sent as JSON. */
  call: Call;
  /** The same, through an API key. */
  program(scopes: readonly string[]): Promise<Call>;
  createSite(site: { name: string } & Record<string, unknown>): Promise<Site>;
  /** Invites somebody, who joins. */
  letIn(site: Site, other: Person, place?: { role?: string; isBiller?: boolean }): Promise<void>;
  /** Links the Discord channel of this number, and switches auto-posting on unless told otherwise. */
  connect(channel: number, settings?: Record<string, unknown> | null): Promise<Connection>;
  /** Leaves for the platform, agrees there and comes back. */
  authorize(platform: string, how?: Authorizing): Promise<Authorization>;
  post(post: Record<string, unknown>, headers?: Record<string, string>): Promise<CreatedPost>;
  /** Waits until nothing of the run is on its way any more. */
  finished(run: Run | null): Promise<Run>;
}

const isOnItsWay = new Set(["scheduled", "running", "waiting"]);
const password = "correct horse battery";
let people = 0;

export async function signUp(
  { url, origin }: { url: string; origin: string },
  name: string,
): Promise<Person> {
  people += 1;
  const email = `${name.toLowerCase()}-${people}@example.test`;
  // Attempts at signing up are counted by address, and these people do not live together.
  const headers = { origin, "x-forwarded-for": `198.51.100.${people % 250}` };
  const answer = await send(url, {
    ...{ method: "POST", path: "/api/auth/sign-up/email", headers },
    body: { name, email, password },
  });
  if (answer.status !== 200) throw new Error(`${name} cannot sign up: ${JSON.stringify(answer)}`);
  const { user } = answer.body as { user: { id: string } };
  const pairs = answer.headers.getSetCookie().map((each) => each.split(";")[0]);
  const asUser = { cookie: pairs.join("; ") };
  return personWith({ name, email, userId: user.id }, callerOf(url, asUser), (key) =>
    callerOf(url, { authorization: `Bearer ${key}` }),
  );
}

/** What a stranger can do. */
export function nobody(url: string): Call {
  return callerOf(url, {});
}

function personWith(
  who: Pick<Person, "name" | "email" | "userId">,
  call: Call,
  withKey: (key: string) => Call,
): Person {
  return {
    ...who,
    call,
    async program(scopes) {
      const created = await call("POST", "/api-keys", { name: "tests", scopes });
      return withKey(createdApiKeySchema.parse(created.body).key);
    },
    async createSite(site) {
      return siteSchema.parse((await expectStatus(201, call("POST", "/sites", site))).body);
    },
    async letIn(site, other, place = {}) {
      const invitation = { email: other.email, ...place };
      const sent = call("POST", `/sites/${site.id}/invitations`, invitation);
      const { link } = createdInvitationSchema.parse((await expectStatus(201, sent)).body);
      const token = new URL(link).hash.slice(1);
      await expectStatus(200, other.call("POST", "/invitations/accept", { token }));
    },
    async connect(channel, settings = { autopost: true }) {
      const webhookUrl = webhookOf(channel);
      const linked = await expectStatus(201, call("POST", "/connections/discord", { webhookUrl }));
      const connection = connectionSchema.parse(linked.body);
      if (settings === null) return connection;
      const { id } = connection;
      const changed = await expectStatus(200, call("PATCH", `/connections/${id}`, settings));
      return connectionSchema.parse(changed.body);
    },
    async authorize(platform, { as, ...way } = {}) {
      const leaving = call("POST", `/connections/${platform}/authorize`, way);
      const { url } = leavingSchema.parse((await expectStatus(200, leaving)).body);
      const { pathname, search } = await agree(url, as);
      const back = await call("GET", pathname.replace("/api/v1", "") + search);
      const id = back.headers.get("location")?.split("/").at(-1) ?? "";
      const told = await expectStatus(200, call("GET", `/authorizations/${id}`));
      return authorizationSchema.parse(told.body);
    },
    async post(post, headers) {
      const created = await expectStatus(201, call("POST", "/posts", post, headers));
      return createdPostSchema.parse(created.body);
    },
    async finished(run) {
      if (run === null) throw new Error("Nothing was shared");
      return eventually(async () => {
        const now = runSchema.parse((await call("GET", `/runs/${run.id}`)).body);
        return now.deliveries.some(({ state }) => isOnItsWay.has(state)) ? undefined : now;
      });
    },
  };
}

/** What the fake gives to who connects the channel. */
export function webhookOf(channel: number): string {
  return `https://discord.com/api/webhooks/10000000000000${1000 + channel}/sandbox-${channel}-token`;
}

function callerOf(url: string, always: Readonly<Record<string, string>>): Call {
  return (method, path, body, headers) =>
    send(url, { method, path: `/api/v1${path}`, body, headers: { ...always, ...headers } });
}

interface Outgoing {
  method: string;
  path: string;
  body?: unknown;
  headers: Readonly<Record<string, string>>;
}

async function send(url: string, { method, path, body, headers }: Outgoing): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    redirect: "manual",
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && {
      body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    }),
  });
  const isStream = answer.headers.get("content-type") === "text/event-stream";
  // A stream never ends: its beginning is all the answer there is.
  if (isStream) await answer.body?.cancel();
  const text = isStream ? "" : await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json") === true;
  return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
}

async function expectStatus(status: number, answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering;
  if (answer.status === status) return answer;
  throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}
