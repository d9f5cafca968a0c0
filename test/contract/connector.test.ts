// The contract suite: one set of checks over every folder of src/platforms, found as production finds
// them. A check says what is wrong in sentences; there must be none.

import { describe, expect, test } from "vitest";
import { loadConnectors, loadFake } from "#platforms/load.ts";
import { refereed } from "#test/referees/referee.ts";
import { refereeFor } from "#test/referees/referees.ts";
import { checks } from "./checks.ts";
import { skips } from "./skips.ts";

/** The longest check takes 3 s on an idle machine. */
const timeout = 60_000;

const connectors = await loadConnectors();

const subjects = [...connectors].flatMap(([id, loaded]) =>
  loaded.connector.auth.map((auth) => ({ id, loaded, auth })),
);

for (const { id, loaded, auth } of subjects) {
  describe(`${id} by ${auth.id}`, () => {
    for (const check of checks) {
      const excuse = skips.find((skip) => skip.platform === id && skip.check === check.name);
      test(check.name, { timeout }, async ({ skip }) => {
        skip(excuse !== undefined, excuse?.reason);
        const watched = refereed(await loadFake(id), await refereeFor(id));
        const subject = { ...loaded, auth, createFake: watched.createFake };
        expect(await check.findFlaws(subject)).toEqual([]);
        expect(watched.objections()).toEqual([]);
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
