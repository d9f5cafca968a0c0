// Does the suite notice? A connector that does everything right passes it, and for each classic
// mistake that it is made to make, the check that is there for it says so.

import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Composition, Connector, Segment } from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import { plus, seconds } from "#kernel/clock.ts";
import { lengths } from "#text/measure.ts";
import { checks } from "./checks.ts";
import { abort } from "./checks/abort.ts";
import { compose } from "./checks/compose.ts";
import { crashes, undisturbed } from "./checks/deliver.ts";
import { description } from "./checks/description.ts";
import { rateLimit, unclearFaults } from "./checks/faults.ts";
import { folder } from "./checks/folder.ts";
import { wrongEntries } from "./checks/identify.ts";
import { signIn } from "./checks/sign-in.ts";
import { steps } from "./checks/steps.ts";
import { auth, limits } from "./example/about.ts";
import { connector as right } from "./example/connector.ts";
import { createFake } from "./example/fake.ts";
import type { Check, Subject } from "./subject.ts";

interface Mistake {
  change: Partial<Connector>;
  check: Check;
  flaw: RegExp;
}

const timeout = 60_000;
const statistics = "https://statistics.example/posts";

const mistakes: Readonly<Record<string, Mistake>> = {
  "offers a sign-in that its platform does not know": {
    change: {
      signIn: {
        ...{ kind: "oauth2", scopes: ["identify"], usesPkce: true, readPerson: () => undefined },
        authorize: { origin: "main", path: "/authorize" },
        token: { origin: "main", path: "/token" },
        profile: { origin: "main", path: "/me" },
      },
    },
    check: signIn,
    flaw: /sends nobody back/,
  },
  "signs in at a place it does not declare": {
    change: {
      signIn: {
        ...{ kind: "oidc", scopes: ["openid"] },
        discovery: { origin: "login", path: "/.well-known/openid-configuration" },
      },
    },
    check: signIn,
    flaw: /goes to login, which is no origin/,
  },
  "sends again what had no answer": {
    change: {
      run: (call, session) => right.run(call, session).catch(() => right.run(call, session)),
    },
    check: unclearFaults,
    flaw: /lose-reply.*there are \d posts for \d segments/,
  },
  "takes a lost answer for a refusal": {
    change: { classify: () => ({ kind: "reject", reason: "It did not work." }) },
    check: unclearFaults,
    flaw: /its verdict is "reject"/,
  },
  "takes for absent what it has not looked for": {
    change: { reconcile: () => Promise.resolve("absent") },
    check: crashes,
    flaw: /before its result is saved: there are \d posts for \d segments/,
  },
  "waits as long as it likes": {
    change: {
      classify(failure, now) {
        const verdict = right.classify(failure, now);
        return verdict.kind === "rate-limit"
          ? { ...verdict, until: plus(now, seconds(1)) }
          : verdict;
      },
    },
    check: rateLimit,
    flaw: /it waits 1000 ms/,
  },
  "leaves words out": {
    change: { compose: (...said) => changed(right.compose(...said), (all) => all.slice(0, 2)) },
    check: compose,
    flaw: /loses, repeats or cuts/,
  },
  "cuts at the limit, whatever stands there": {
    change: { compose: (...said) => changed(right.compose(...said), chopped) },
    check: compose,
    flaw: /cuts a link/,
  },
  "puts no limit to a segment": {
    change: { compose: (...said) => changed(right.compose(...said), joined) },
    check: compose,
    flaw: /exceeds the limit of a text/,
  },
  "is silent about images without alt text": {
    change: { compose: (...said) => ({ ...right.compose(...said), problems: [] }) },
    check: compose,
    flaw: /does not remind of a missing alt text/,
  },
  "names steps by when it was asked": {
    change: {
      steps: (all) => right.steps(all).map((step) => ({ ...step, name: `step-${counted()}` })),
    },
    check: steps,
    flaw: /names or orders the steps of one composition differently/,
  },
  "forgets a segment's step": {
    change: { steps: (all) => right.steps(all).slice(0, -1) },
    check: steps,
    flaw: /3 segments and 2 steps that post/,
  },
  "chooses by a die of its own": {
    change: { intend: () => ({ name: `note-${counted()}` }) },
    check: steps,
    flaw: /by more than it is given/,
  },
  "keeps no receipt": {
    change: {
      async run(call, session) {
        const outcome = await right.run(call, session);
        return "result" in outcome ? { result: outcome.result } : outcome;
      },
    },
    check: undisturbed,
    flaw: /3 posts, 0 receipts/,
  },
  "puts its key into an error": {
    change: {
      run: (call, session) =>
        right.run(call, session).catch(() => {
          const detail = `Failed with ${JSON.stringify(session.credential)}`;
          throw new PlatformError({ kind: "network", sent: "maybe", detail });
        }),
    },
    check: unclearFaults,
    flaw: /a secret stands in an error of/,
  },
  "puts its key into the account": {
    change: {
      async identify(session, way) {
        const identity = await right.identify(session, way);
        if ("problem" in identity) return identity;
        return { ...identity, account: { ...identity.account, details: identity.credential } };
      },
    },
    check: undisturbed,
    flaw: /a secret stands in the account/,
  },
  "tells others": {
    change: {
      async run(call, session) {
        await session.fetch({ method: "GET", url: statistics }).catch(() => undefined);
        return right.run(call, session);
      },
    },
    check: undisturbed,
    flaw: /it contacts statistics\.example/,
  },
  "goes out by a door of its own": {
    change: {
      async run(call, session) {
        await fetch(session.origins["main"] ?? "");
        return right.run(call, session);
      },
    },
    check: undisturbed,
    flaw: /without the session's fetch/,
  },
  "lingers when told to stop": {
    change: {
      run: (call, session) =>
        right.run(call, session).catch(async (error: unknown) => {
          await pause(seconds(5));
          throw error;
        }),
    },
    check: abort,
    flaw: /goes on waiting/,
  },
  "throws at what a user mistypes": {
    change: {
      async identify(session, way) {
        const identity = await right.identify(session, way);
        if ("problem" in identity) throw new Error(identity.problem.message);
        return identity;
      },
    },
    check: wrongEntries,
    flaw: /it throws at "x" as key/,
  },
  "has a number from long ago": {
    change: {
      limits: () => ({
        ...limits,
        images: {
          ...limits.images,
          source: { url: "https://notes.example/", checkedOn: "2024-02-28" },
        },
      }),
    },
    check: description,
    flaw: /checked on 2024-02-28: look again/,
  },
};

test("a connector that does everything right passes", { timeout }, async () => {
  for (const check of checks) {
    if (check === folder) continue; // It stands in this folder, not among the platforms.
    expect(await check.findFlaws(subjectWith({})), check.name).toEqual([]);
  }
});

describe("a connector is found out that", () => {
  test.each(Object.entries(mistakes))("%s", { timeout }, async (_, { change, check, flaw }) => {
    const flaws = await check.findFlaws(subjectWith(change));
    expect(flaws).toContainEqual(expect.stringMatching(flaw));
  });
});

function subjectWith(change: Partial<Connector>): Subject {
  const connector = { ...right, ...change };
  return { connector, auth, createFake, setupMarkdown: "", iconSvg: "" };
}

function changed(
  { segments, problems }: Composition,
  change: (all: readonly Segment[]) => readonly Segment[],
): Composition {
  return { segments: change(segments), problems };
}

function joined(all: readonly Segment[]): Segment[] {
  return all.slice(0, 1).map((first) => withText(first, all.map(({ text }) => text).join(" ")));
}

/** Every 200 units make a segment. */
function chopped(all: readonly Segment[]): Segment[] {
  const parts =
    all
      .map(({ text }) => text)
      .join(" ")
      .match(/[^]{1,200}/g) ?? [];
  return all.slice(0, 1).flatMap((first) => parts.map((part) => withText(first, part)));
}

function withText(segment: Segment, text: string): Segment {
  return { ...segment, text, lengths: lengths(text, limits.text) };
}

let count = 0;
function counted(): number {
  count += 1;
  return count;
}
