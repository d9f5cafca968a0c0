// Composing on every platform, of words in any order and of no words at all, held to what the contract
// suite asks of its own drafts.

import fc from "fast-check";
import { expect, it } from "vitest";
import { loadConnectors, loadFake } from "#platforms/load.ts";
import { anyText, wordsOf, written } from "#text/testing/any-text.ts";
import { caseCount } from "#text/testing/cases.ts";
import { flawsOfDraft } from "./checks/compose.ts";
import { anyDraft } from "./drafts.ts";
import { connect, openRig } from "./rig.ts";

const connectors = await loadConnectors();

const composers = await Promise.all(
  [...connectors].map(async ([id, loaded]) => {
    const { connector } = loaded;
    const [auth] = connector.auth;
    await using rig = await openRig({ ...loaded, auth, createFake: await loadFake(id) });
    const { account } = await connect(rig);
    return { connector, account, limits: connector.limits(account) };
  }),
);

const composer = fc.constantFrom(...composers);
const turn = fc.integer({ min: 0, max: 1023 });
const options = { numRuns: caseCount, seed: 6 };

it("composes what people write within the limits, losing and cutting nothing", () => {
  const words = wordsOf("plain", "plain", "emoji", "rightToLeft", "links", "hashtags").map(written);
  fc.assert(
    fc.property(composer, words, turn, ({ connector, account, limits }, text, number) => {
      const draft = anyDraft(connector, limits, text, number);
      expect(flawsOfDraft(connector, account, draft)).toEqual([]);
    }),
    options,
  );
});

it("composes anything at all, and always the same", () => {
  fc.assert(
    fc.property(composer, anyText, turn, ({ connector, account, limits }, text, number) => {
      const draft = anyDraft(connector, limits, text, number);
      const composition = connector.compose(draft, account);
      expect(connector.compose(draft, account)).toEqual(composition);
      expect(JSON.parse(JSON.stringify(composition))).toEqual(composition);
    }),
    options,
  );
});
