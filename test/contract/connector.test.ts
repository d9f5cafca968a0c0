// The contract suite: one set of checks over every folder of src/platforms, found as production finds
// them. A check says what is wrong in sentences; there must be none.

import { describe, expect, test } from "vitest";
import { loadConnectors, loadFake } from "#platforms/load.ts";
import { checks } from "./checks.ts";
import { skips } from "./skips.ts";

/** The longest check takes 3 s on an idle machine. */
const timeout = 60_000;

const connectors = await loadConnectors();

for (const [id, loaded] of connectors) {
  describe(id, () => {
    for (const check of checks) {
      const excuse = skips.find((skip) => skip.platform === id && skip.check === check.name);
      test(check.name, { timeout }, async ({ skip }) => {
        skip(excuse !== undefined, excuse?.reason);
        const subject = { ...loaded, createFake: await loadFake(id) };
        expect(await check.findFlaws(subject)).toEqual([]);
      });
    }
  });
}

test("every skip is of a check and a platform there are", () => {
  const names = checks.map(({ name }) => name);
  const stale = skips.filter(
    ({ platform, check }) => !connectors.has(platform) || !names.includes(check),
  );
  expect(stale).toEqual([]);
});
