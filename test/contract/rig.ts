// A connector beside its own fake: served over HTTP, reached by the guarded fetch, at a time of its
// own. What leaves the connector on the way is watched.

import type { LookupFunction } from "node:net";
import type { Credential, FieldProblem, Identity, Session } from "#connector/contract.ts";
import { hostsOf, movedHostsOf, originsOf, settingsOf } from "#connector/origins.ts";
import type { Origins } from "#connector/origins.ts";
import { serveFake, type ServedFake } from "#connector/serve-fake.ts";
import { plus } from "#kernel/clock.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import { authorize } from "./authorize.ts";
import type { Subject } from "./subject.ts";
import { type Watch, watchOver } from "./watch.ts";

const opensAt = new Date("2026-11-15T09:00:00.000Z");
/** What one request takes of the rig's time. */
const requestMs = 20;
const timeoutMs = 5_000;
const maxResponseBytes = 4 * 1024 * 1024;

export interface Rig extends AsyncDisposable {
  subject: Subject;
  served: ServedFake;
  watch: Watch;
  now(): Date;
  /** Lets time pass; nothing happens where it is later already. */
  goTo(instant: Date): void;
  random(): number;
  origins: Origins;
  session(credential: Credential, signal?: AbortSignal | null): Session;
  /** By the subject's way; for one by OAuth, whoever is asked there agrees. */
  identify(entries: Credential): Promise<Identity | FieldProblem>;
}

export async function openRig(subject: Subject): Promise<Rig> {
  const { connector, createFake, auth } = subject;
  let time = opensAt;
  const now = () => time;
  const goTo = (instant: Date) => void (time = instant > time ? instant : time);
  const served = await serveFake({ createFake, now });
  const origins = originsOf(connector.about, () => served.origin);
  const settings = settingsOf(connector.about, () => undefined);
  const allowHosts = movedHostsOf(connector.about, origins);
  const http = createHttp({ allowHosts, lookup: knowNoName });
  const watch = watchOver(connector, served);
  watch.addSecrets(served.fake.entries);

  function session(credential: Credential, signal: AbortSignal | null = null): Session {
    const guardedFetch = http.guardedFetch({
      ...{ hosts: hostsOf(connector.about, origins), timeoutMs, maxResponseBytes },
      secrets: () => Object.values(credential),
      ...(signal && { signal }),
    });
    return {
      ...{ credential, origins, now, settings },
      fetch(request) {
        watch.addRequest(request.url);
        goTo(plus(time, requestMs));
        return guardedFetch(request);
      },
    };
  }

  async function identify(entries: Credential) {
    watch.addNames(entries);
    const identity =
      auth.kind === "oauth2"
        ? await authorize(rig, auth, entries)
        : await connector.identify(session(entries), auth.id);
    if (!("problem" in identity)) {
      watch.addNames(identity.account.details);
      watch.addSecrets(identity.credential);
    }
    return identity;
  }

  async function dispose() {
    await http.close();
    await served.close();
  }
  const random = evenNumbers();
  const rig: Rig = {
    ...{ subject, served, watch, now, goTo, random, origins, session, identify },
    [Symbol.asyncDispose]: dispose,
  };
  return rig;
}

/** What the fake is entered by, this way. */
export function entriesOf({ subject, served }: Rig): Credential {
  const names = subject.auth.fields.map(({ name }) => name);
  const entries = Object.entries(served.fake.entries);
  return Object.fromEntries(entries.filter(([name]) => names.includes(name)));
}

/** Connects with the fake's own entries. @throws when the connector does not accept them */
export async function connect(rig: Rig): Promise<Identity> {
  const identity = await rig.identify(entriesOf(rig));
  if ("problem" in identity) {
    throw new Error(`Does not connect with its fake's own entries: ${identity.problem.message}`);
  }
  return { ...identity, account: rig.watch.store("the account", identity.account) };
}

const knowNoName: LookupFunction = (hostname, _options, answer) => {
  answer(Object.assign(new Error(`no such name: ${hostname}`), { code: "ENOTFOUND" }), []);
};

/** The same numbers in every run, spread evenly. */
function evenNumbers(): () => number {
  let phase = 0;
  return () => (phase = (phase + (Math.sqrt(5) - 1) / 2) % 1);
}
