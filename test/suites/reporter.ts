// Tells at the end of a test run which suites did not run, and why. For CI, where nothing may be left
// out: with CI_ALL_SUITES=1 a suite that ran no test fails the run, and SUITES_REPORT names a file for
// the counts, as JSON: { passed, failed, skipped, suites: { unit: { passed, … }, … } }.

import { writeFileSync } from "node:fs";
import type { Reporter, TestModule, Vitest } from "vitest/node";
import { missingFor } from "./missing.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function suiteReporter(): Reporter {
  let requested: string[] = [];
  return {
    onInit(vitest: Vitest) {
      requested = vitest.projects.map((project) => project.name);
    },
    onTestRunEnd(testModules, unhandledErrors) {
      const suites = new Map(requested.map((suite) => [suite, countsOf(suite, testModules)]));
      const idle = requested.filter((suite) => total(suites.get(suite)) === 0);
      const leftOut = idle.filter((suite) => missingFor(suite) !== undefined);
      const everyOtherRan = idle.length === leftOut.length;
      const nothingMayBeLeftOut = process.env["CI_ALL_SUITES"] === "1";

      // Somebody who asked for certain files does not want to hear of the rest.
      if (everyOtherRan || nothingMayBeLeftOut) {
        for (const suite of nothingMayBeLeftOut ? idle : leftOut) {
          console.log(`${suite} suite not run: ${missingFor(suite) ?? "it has no tests"}`);
        }
      }
      if (nothingMayBeLeftOut && idle.length > 0) process.exitCode = 1;
      writeReport(suites, unhandledErrors.length);
    },
  };
}

function countsOf(suite: string, testModules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const testModule of testModules) {
    if (testModule.project.name !== suite) continue;
    const states = [...testModule.children.allTests()].map((test) => test.result().state);
    // A file that fails before its first test counts as one failure.
    if (testModule.state() === "failed" && !states.includes("failed")) counts.failed += 1;
    for (const state of states) if (state !== "pending") counts[state] += 1;
  }
  return counts;
}

function total(counts: Counts | undefined): number {
  return counts ? counts.passed + counts.failed + counts.skipped : 0;
}

function writeReport(suites: ReadonlyMap<string, Counts>, unhandledErrorCount: number): void {
  const file = process.env["SUITES_REPORT"];
  if (!file) return;
  const sum = { passed: 0, failed: unhandledErrorCount, skipped: 0 };
  for (const counts of suites.values()) {
    sum.passed += counts.passed;
    sum.failed += counts.failed;
    sum.skipped += counts.skipped;
  }
  writeFileSync(file, JSON.stringify({ ...sum, suites: Object.fromEntries(suites) }, null, 2));
}
