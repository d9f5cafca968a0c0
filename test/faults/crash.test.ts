// SIGKILL at every boundary of a step and at random moments: whatever the product was doing, after its
// next start every delivery comes to its end without help, and each segment is posted once.

import { expect, test } from "vitest";
import { pdsIsInstalled } from "#test/counterparts/start.ts";
import { campaign } from "./campaign.ts";
import { chanceFrom, seed } from "./chance.ts";
import { openGate } from "./gate.ts";
import { embeddedPlace, postgresMissing, postgresPlace } from "./places.ts";
import type { Place } from "./places.ts";
import { serveFakes, servePds } from "./platforms.ts";
import type { OnRequest, ServedPlatform } from "./platforms.ts";

const allRounds = Number(process.env["FAULT_ROUNDS"] ?? 120);

interface Combination {
  name: string;
  /** Of the rounds. */
  share: number;
  serve(onRequest: OnRequest): Promise<readonly ServedPlatform[]>;
  openPlace(): Promise<Place>;
  missing?: string | undefined;
}

const fakes = { share: 3, serve: serveFakes };
const pds = {
  share: 2,
  serve: async (onRequest: OnRequest) => [await servePds(onRequest)],
  missing: pdsIsInstalled() ? undefined : "no Bluesky server installed (npm run counterparts)",
};
const embedded = { openPlace: embeddedPlace };
const postgres = {
  openPlace: () => postgresPlace(process.env["DATABASE_URL"] ?? ""),
  missing: postgresMissing(),
};

const combinations: readonly Combination[] = [
  { name: "fakes, embedded database", ...fakes, ...embedded },
  { name: "fakes, PostgreSQL", ...fakes, ...postgres },
  { name: "real PDS, embedded database", ...pds, ...embedded },
  { name: "real PDS, PostgreSQL", ...pds, ...postgres, missing: pds.missing ?? postgres.missing },
];
const usable = combinations.filter(({ missing }) => missing === undefined);
const shares = usable.reduce((sum, { share }) => sum + share, 0);

test.for(combinations)("$name", async (combination, { skip }) => {
  const { name, share, missing } = combination;
  if (missing !== undefined) skip(missing);
  const beganAt = performance.now();
  const rounds = Math.ceil((allRounds * share) / shares);
  console.log(`${name}: ${rounds} rounds, FAULT_SEED=${seed}`);
  const chance = chanceFrom(seed + combinations.indexOf(combination));
  const gate = openGate(chance);

  await using stack = new AsyncDisposableStack();
  const place = stack.use(await combination.openPlace());
  const platforms = await combination.serve(gate.onRequest);
  for (const platform of platforms) stack.use(platform);
  const report = await campaign({ rounds, chance, place, platforms, gate });

  const { deliveries, published, uncertain, lost, doubled, flaws } = report;
  const { hit, known } = gate.coverage();
  const seconds = Math.round((performance.now() - beganAt) / 1000);
  console.log(
    `${name}: ${rounds} rounds, ${hit} of ${known} boundaries hit, ${deliveries} deliveries: ` +
      `${published} published (${uncertain} were uncertain), ${lost} lost, ${doubled} doubled; ${seconds} s`,
  );
  expect(flaws).toEqual([]);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
});
