// The suites. Those of one group share the workers; the groups run one after the other, so that what
// starts processes and measures patience has the machine to itself.

import { defineConfig } from "vitest/config";
import type { TestProjectInlineConfiguration } from "vitest/config";
import { missingFor } from "./test/suites/missing.ts";
import { suiteReporter } from "./test/suites/reporter.ts";

type Suite = NonNullable<TestProjectInlineConfiguration["test"]> & { name: string };

const minuteMs = 60_000;
const integration = ["src/**/*.integration.test.ts", "test/integration/**/*.test.ts"];

export default defineConfig({
  test: {
    reporters: ["default", suiteReporter()],
    projects: [
      inThreads({
        name: "unit",
        include: ["src/**/*.test.ts", "test/contract/**/*.test.ts"],
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
      oneByOne({ name: "checks", include: ["test/checks/**/*.test.ts"] }, 2, minuteMs),
      // The whole product as a process: alone, with a real Bluesky server, in a browser.
      oneByOne({ name: "product", include: ["test/e2e/**/*.test.ts"] }, 3, minuteMs),
      oneByOne({ name: "pds", include: ["test/pds/**/*.test.ts"] }, 4, 2 * minuteMs),
      oneByOne({ name: "browser", include: ["test/browser/**/*.test.ts"] }, 5, 2 * minuteMs),
      // Killed again and again.
      oneByOne({ name: "supervisor", include: ["test/supervisor/**/*.test.ts"] }, 6, 5 * minuteMs),
      oneByOne({ name: "faults", include: ["test/faults/**/*.test.ts"] }, 7, 30 * minuteMs),
    ],
  },
});

/** For tests without state of their own outside a file: 1,000 of them take 1 s, isolated 9 s. */
function inThreads(suite: Suite): TestProjectInlineConfiguration {
  // Patience for a busy machine: no test here takes a second of its own.
  const patience = { testTimeout: minuteMs, hookTimeout: minuteMs };
  return { test: whereItCanRun({ ...suite, ...patience, pool: "threads", isolate: false }) };
}

function oneByOne(
  suite: Suite,
  groupOrder: number,
  timeoutMs: number,
): TestProjectInlineConfiguration {
  return {
    test: whereItCanRun({
      ...suite,
      pool: "forks",
      fileParallelism: false,
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      sequence: { groupOrder },
    }),
  };
}

/** A suite that lacks its server has no files; the reporter tells why. */
function whereItCanRun(suite: Suite): Suite {
  return missingFor(suite.name) === undefined ? suite : { ...suite, include: [] };
}
