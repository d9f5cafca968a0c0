// The suites. Those of one group share the workers; the groups run one after the other, so that what
// starts processes and measures patience has the machine to itself.

import { defineConfig } from "vitest/config";
import type { TestProjectInlineConfiguration } from "vitest/config";
import { missingFor } from "./test/suites/missing.ts";
import { suiteReporter } from "./test/suites/reporter.ts";

type Suite = NonNullable<TestProjectInlineConfiguration["test"]> & { name: string };

const minuteMs = 60_000;
/** As long as somebody asks for, or so that one that hangs fails by its name before CI gives up. */
const faultsWithinMs = process.env["FAULT_ROUNDS"] === undefined ? 12 * minuteMs : 240 * minuteMs;
/** What is looked for again and again may take a while on a busy machine. */
const polling = { expect: { poll: { timeout: 20_000 } } };
const integration = ["src/**/*.integration.test.ts", "test/integration/**/*.test.ts"];

export default defineConfig({
  test: {
    reporters: ["default", suiteReporter()],
    projects: [
      inThreads({
        name: "unit",
        include: ["src", "test/contract", "test/referees"].map((room) => `${room}/**/*.test.ts`),
        exclude: ["**/*.integration.test.ts"],
      }),
      // The same tests on both kinds of server.
      inThreads({
        name: "embedded",
        include: integration,
        globalSetup: "test/database/embedded.ts",
        sequence: { groupOrder: 1 },
      }),
      inThreads({
        name: "postgres",
        include: integration,
        globalSetup: "test/database/postgres.ts",
        sequence: { groupOrder: 1 },
      }),
      // The tools of the project, tried on planted mistakes.
      inProcesses({ name: "checks", include: ["test/checks/**/*.test.ts"] }, { groupOrder: 2 }),
      // The whole product as a process: alone, with real servers of others, in a browser.
      inProcesses({ name: "product", include: ["test/e2e/**/*.test.ts"] }, { groupOrder: 3 }),
      inProcesses({ name: "pds", include: ["test/pds/**/*.test.ts"] }, { groupOrder: 4 }),
      inProcesses(
        {
          name: "oidc",
          include: ["test/{oidc,oauth}/**/*.test.ts"],
          globalSetup: "test/database/embedded.ts",
        },
        { groupOrder: 4 },
      ),
      inProcesses(
        { name: "browser", include: ["test/browser/**/*.test.ts"] },
        { groupOrder: 5, filesAtOnce: 2 },
      ),
      inProcesses(
        { name: "lighthouse", include: ["test/lighthouse/**/*.test.ts"] },
        { groupOrder: 6 },
      ),
      // Killed again and again.
      inProcesses(
        { name: "supervisor", include: ["test/supervisor/**/*.test.ts"] },
        { groupOrder: 7, filesAtOnce: 2, timeoutMs: 5 * minuteMs },
      ),
      // Most of its time it waits: for a process to start, for a lease to end.
      inProcesses(
        { name: "faults", include: ["test/faults/**/*.test.ts"] },
        { groupOrder: 8, filesAtOnce: 2, timeoutMs: faultsWithinMs },
      ),
    ],
  },
});

/** For tests without state of their own outside a file: 1,000 of them take 1 s, isolated 9 s. */
function inThreads(suite: Suite): TestProjectInlineConfiguration {
  // Patience for a busy machine: no test here takes a second of its own.
  const patience = { testTimeout: minuteMs, hookTimeout: minuteMs };
  return {
    test: whereItCanRun({ ...suite, ...patience, ...polling, pool: "threads", isolate: false }),
  };
}

interface Turn {
  /** The groups run one after the other. */
  groupOrder: number;
  filesAtOnce?: number;
  timeoutMs?: number;
}

function inProcesses(
  suite: Suite,
  { groupOrder, filesAtOnce = 1, timeoutMs = 2 * minuteMs }: Turn,
): TestProjectInlineConfiguration {
  return {
    test: whereItCanRun({
      ...suite,
      pool: "forks",
      fileParallelism: filesAtOnce > 1,
      maxWorkers: filesAtOnce,
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      ...polling,
      sequence: { groupOrder },
    }),
  };
}

/** A suite that lacks its server has no files; the reporter tells why. */
function whereItCanRun(suite: Suite): Suite {
  return missingFor(suite.name) === undefined ? suite : { ...suite, include: [] };
}
