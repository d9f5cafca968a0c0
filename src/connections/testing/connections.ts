// For the tests of this folder: a platform that answers as it is told, with accounts to link.

import { createHttp } from "#kernel/http/fetch.ts";
import { newId } from "#kernel/ids.ts";
import { createSecretBox } from "#kernel/secret-box.ts";
import type { Account, Connector, Session } from "#connector/contract.ts";
import type { Failure, Verdict } from "#connector/failure.ts";
import type { Field } from "#connector/way.ts";
import { openTestStore } from "#test/database/store.ts";
import type { ConnectionsContext } from "../context.ts";
import { openCredential } from "../credential.ts";
import type { Platform } from "../platforms.ts";
import type { VersionedCredential } from "../refresh.ts";
import type { RenewalWatch } from "../renew-due.ts";

export type Behaviour = Pick<Connector, "identify"> &
  Partial<Pick<Connector, "refresh" | "revoke" | "classify" | "accountsChange">>;

export async function openConnections() {
  const store = await openTestStore();
  const { db } = store;
  const clock = { at: new Date("2026-11-01T12:00:00Z"), now: () => clock.at };
  const http = createHttp({ allowHosts: [] });
  const box = createSecretBox(["a key for the tests"]);
  const platforms = new Map<string, Platform>();
  const told: string[] = [];
  const context: ConnectionsContext = {
    ...{ db, clock, http, platforms, box, publicUrl: "https://notes.example" },
    givenApp: () => ({ clientId: "an-app", clientSecret: "the app's secret" }),
    onLinked: (_, id) => Promise.resolve(void told.push(`linked ${id}`)),
    lockQueues: () => Promise.resolve(),
    onUnlinked: (_, id) => Promise.resolve(void told.push(`unlinked ${id}`)),
  };

  const watch: RenewalWatch = {
    onBug: (id) => void told.push(`bug ${id}`),
    onMisconfigured: (_, reason) => Promise.resolve(void told.push(`misconfigured: ${reason}`)),
  };

  async function addUser(): Promise<string> {
    const id = newId();
    await db
      .insertInto("users")
      .values({ id, name: "Ada", email: `${id}@example.org` })
      .execute();
    return id;
  }

  function addPlatform(behaviour: Behaviour): Platform {
    const platform = testPlatform(behaviour);
    platforms.set(platform.connector.about.id, platform);
    return platform;
  }

  /** What is kept for a connection; undefined for one that is unlinked. */
  async function kept(id: string): Promise<VersionedCredential | undefined> {
    const { secret, secretVersion: version } = await db
      .selectFrom("connections")
      .select(["secret", "secretVersion"])
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return secret === null ? undefined : { credential: openCredential(box, id, secret), version };
  }

  return {
    ...{ store, db, clock, context, told, watch, addUser, addPlatform, kept },
    async [Symbol.asyncDispose]() {
      await http.close();
      await store[Symbol.asyncDispose]();
    },
  };
}

export function testPlatform(behaviour: Behaviour): Platform {
  const connector = { ...silentConnector, ...behaviour };
  const { origins } = connector.about;
  return { connector, origins, hosts: ["example.org"], settings: {}, canReachUs: false };
}

function accountOf(remoteId: string, name: string): Account {
  return {
    ...{ remoteId, kind: "person", name, handle: `@${name.toLowerCase()}` },
    ...{ url: null, avatarUrl: null, details: { server: "https://example.org" } },
  };
}

/** Whom the entries name, with the password as the credential. */
export function identifyByName(session: Session) {
  const { name = "", password = "" } = session.credential;
  return Promise.resolve({ account: accountOf(name, name), credential: { token: password } });
}

const fields: Field[] = [
  { name: "name", label: "Name", secret: false, required: true },
  { name: "password", label: "App password", secret: true, required: true },
  { name: "server", label: "Server", secret: false, required: false },
].map((field) => ({ ...field, help: "", placeholder: "" }));

const silentConnector: Omit<Connector, "identify"> = {
  about: {
    ...{ id: "test-platform", name: "Test", web: "https://example.org" },
    ...{ origins: { main: "https://example.org" }, hosts: "origins-only" },
    accountKinds: ["person"],
    template: "{{title}}",
    hashtags: { maxCount: null },
  },
  auth: [{ kind: "fields", id: "password", label: "Password", fields, permits: "" }],
  options: [],
  limits: () => notAsked("limits"),
  compose: () => notAsked("compose"),
  steps: () => notAsked("steps"),
  intend: () => notAsked("intend"),
  run: () => notAsked("run"),
  reconcile: () => notAsked("reconcile"),
  classify: (failure: Failure): Verdict => ({
    kind: "retry",
    reason: `There is ${failure.kind} trouble.`,
  }),
};

function notAsked(what: string): never {
  throw new Error(`This room does not ask for ${what}`);
}
