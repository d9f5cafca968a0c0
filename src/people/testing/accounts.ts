// Accounts on a database of their own, for tests: visitors keep their cookies as browsers do, and
// mails are kept instead of sent.

import { createLogger } from "#kernel/logger.ts";
import { newId } from "#kernel/ids.ts";
import { openTestStore } from "#test/database/store.ts";
import type { TestStore } from "#test/database/store.ts";
import { createAuth } from "../auth.ts";
import type { Auth, AuthOptions, Session } from "../auth.ts";
import type { Mail } from "../mails.ts";

export const publicUrl = "http://localhost:8080";
export const loopback = "127.0.0.1";
export const ada = { name: "Ada", email: "ada@example.org", password: "correct horse" };
export const bob = { name: "Bob", email: "bob@example.org", password: "battery staple" };
export const logger = createLogger({ level: "silent" });

export interface Accounts extends AsyncDisposable {
  store: TestStore;
  /** Those sent so far, oldest first. */
  mails: Mail[];
  open(changes?: Partial<AuthOptions>): Auth;
  /** The first link, if any, that a mail to this address had, and forgets the mail. */
  linkTo(address: string): string;
  /** Removes everybody and every mail. */
  clear(): Promise<void>;
}

export async function openAccounts(): Promise<Accounts> {
  const store = await openTestStore();
  const mails: Mail[] = [];
  return {
    ...{ store, mails },
    open: (changes) =>
      createAuth({
        ...{ db: store.db, clock: { now: () => new Date() }, logger, publicUrl },
        ...{ secrets: ["a secret of this test"], signUp: "open", providers: [] },
        sendMail: (_, mail) => Promise.resolve(void mails.push(mail)),
        unlinkConnections: () => Promise.resolve(),
        ...changes,
      }),
    linkTo(address) {
      const index = mails.findIndex(({ to, action }) => to === address && action !== undefined);
      const [mail] = index < 0 ? [] : mails.splice(index, 1);
      if (mail?.action === undefined) throw new Error(`No mail with a link went to ${address}`);
      return mail.action.url;
    },
    async clear() {
      mails.length = 0;
      for (const table of ["sites", "users", "verifications"] as const) {
        await store.db.deleteFrom(table).execute();
      }
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

export interface Visitor {
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Of a path below /api/auth, or of a link as it stands in a mail. */
  get(pathOrUrl: string): Promise<Response>;
  /** The Cookie header that a browser would send. */
  headers(): Headers;
  session(): Promise<Session | undefined>;
}

/** Somebody with a browser of their own, at an address of their own. */
export function visit(auth: Auth, { cookie = "", address = addressOf() } = {}): Visitor {
  const jar = new Map(pairsOf(cookie.split("; ")));
  const headers = () =>
    new Headers(jar.size > 0 ? { cookie: [...jar].map((pair) => pair.join("=")).join("; ") } : {});
  async function ask(request: Request): Promise<Response> {
    const answer = await auth.handler(request, address);
    const set = answer.headers.getSetCookie();
    for (const [name, value] of pairsOf(set.map((each) => each.split(";")[0] ?? ""))) {
      const isGone = set.some((each) => each.startsWith(`${name}=`) && each.includes("Max-Age=0"));
      if (isGone) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }
  return {
    headers,
    session: () => auth.session(headers()),
    post(path, body = {}, more = {}) {
      const all = headers();
      all.set("content-type", "application/json");
      all.set("origin", publicUrl);
      for (const [name, value] of Object.entries(more)) all.set(name, value);
      const init = { method: "POST", headers: all, body: JSON.stringify(body) };
      return ask(new Request(`${publicUrl}/api/auth${path}`, init));
    },
    get: (url) =>
      ask(
        new Request(new URL(url.startsWith("/") ? `/api/auth${url}` : url, publicUrl), {
          headers: headers(),
        }),
      ),
  };
}

/** A visitor who has just signed up. */
export async function signUp(
  auth: Auth,
  person: { name: string; email: string; password: string },
  headers: Record<string, string> = {},
): Promise<Visitor> {
  const visitor = visit(auth);
  const answer = await visitor.post("/sign-up/email", person, headers);
  if (!answer.ok) throw new Error(`${person.name} could not sign up: ${await answer.text()}`);
  return visitor;
}

/** A visitor who has just signed in. */
export async function signIn(
  auth: Auth,
  person: { email: string; password: string },
): Promise<Visitor> {
  const visitor = visit(auth);
  const answer = await visitor.post("/sign-in/email", person);
  if (!answer.ok) throw new Error(`${person.email} could not sign in: ${await answer.text()}`);
  return visitor;
}

export async function codeOf(answer: Response): Promise<string> {
  const { code } = (await answer.json()) as { code?: string };
  return `${answer.status} ${code ?? ""}`.trim();
}

let lastAddress = 0;

/** Nobody is kept waiting because of somebody else's attempts. */
function addressOf(): string {
  lastAddress += 1;
  return `10.0.${lastAddress >> 8}.${lastAddress & 255}`;
}

function pairsOf(cookies: readonly string[]): [string, string][] {
  return cookies.flatMap((cookie) => {
    const at = cookie.indexOf("=");
    return at < 0 ? [] : [[cookie.slice(0, at), cookie.slice(at + 1)]];
  });
}

/** A site whose members these are, in their order. */
export async function addSite(
  { store: { db } }: Accounts,
  name: string,
  members: readonly { userId: string; role: "admin" | "editor" }[],
): Promise<string> {
  const id = newId();
  await db.insertInto("sites").values({ id, name, slug: id }).execute();
  const rows = members.map((member, position) => ({ ...member, siteId: id, position }));
  if (rows.length > 0) await db.insertInto("members").values(rows).execute();
  return id;
}
