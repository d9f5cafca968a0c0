// The walls between the rooms, by the rules of .dependency-cruiser.mjs, for the project in the current
// folder. Fails when fewer modules were read than there are: with a TypeScript that
// dependency-cruiser cannot use it reads none, finds nothing and is content.

import { existsSync, globSync } from "node:fs";
import { cruise, format } from "dependency-cruiser";
import config from "../.dependency-cruiser.mjs";

const { output: result } = await cruise(
  ["src", "web", "test"].filter((folder) => existsSync(folder)),
  { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true },
  config.options.enhancedResolveOptions,
);
const read = result.modules.filter(({ source }) => /^src\/.*\.ts$/.test(source)).length;
const present = globSync("src/**/*.ts").length;
const report = await format(result, { outputType: "err-long" });

if (read < present)
  fail(`Only ${read} of the ${present} modules of src were read: no wall stands.`);
else if (report.exitCode !== 0) fail(report.output);
else console.log(`${read} modules of src keep to their rooms.`);

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
