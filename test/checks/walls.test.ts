// Every wall is seen to stand: one planted project breaks each rule once and uses every permitted way.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { plant, projectRoot, runScript } from "./planted.ts";

/** Hides the compiler, as a major version of it does that dependency-cruiser cannot use. */
const withoutTypeScript = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "typescript") throw new Error("hidden");
      return next(specifier, context);
    },
  });
`)}`;

const permitted = {
  "src/kernel/clock.ts": `export const now = 1; export type Instant = number;`,
  "src/kernel/http/fetch.ts": `import { fetch } from "undici"; import "node:http"; export { fetch };`,
  "src/text/measure.ts": `import type { Instant } from "#kernel/clock.ts"; export type Measured = Instant;`,
  "src/connector/contract.ts": `import "#text/measure.ts"; export interface Connector { id: string }`,
  "src/connector/serve-fake.ts": `import { createServer } from "node:http"; export { createServer };`,
  "src/store/open.ts": `import { now } from "#kernel/clock.ts"; import type { Agent } from "node:http"; export { now }; export type { Agent };`,
  "src/store/open.test.ts": `import "./open.ts"; import "#test/database/store.ts"; import "#src/platforms/load.ts"; import "vitest";`,
  "src/platforms/load.ts": `import type { Connector } from "#connector/contract.ts"; export type Loaded = Connector;`,
  "src/platforms/alpha/index.ts": `import "#connector/contract.ts"; import "#kernel/clock.ts"; import "./about.ts";`,
  "src/platforms/alpha/about.ts": `import "#text/measure.ts";`,
  "src/platforms/alpha/fake.ts": `import "./about.ts";`,
  "src/platforms/alpha/fake.test.ts": `import "./fake.ts"; import "./testing.ts";`,
  "src/platforms/alpha/testing.ts": `import "./fake.ts";`,
  "src/delivery/claim.ts": `import "#store/open.ts"; import "#connector/contract.ts"; import "../quota/ledger.ts";`,
  "src/quota/ledger.ts": `import "#people/users.ts"; export const left = 1;`,
  "src/people/users.ts": `import "#store/open.ts"; export const users = [];`,
  "src/api/posts.ts": `import "#delivery/claim.ts"; import { post } from "./contract/post.ts"; export { post };`,
  "src/api/contract/post.ts": `import { z } from "zod"; import "@hono/zod-openapi"; import type { Instant } from "#kernel/clock.ts"; export const post = z.number(); export type At = Instant;`,
  "src/config.ts": `import "#kernel/clock.ts"; export const config = 1; export type Config = typeof config;`,
  "src/app.ts": `import "#src/platforms/load.ts"; import "./config.ts"; import "#api/posts.ts"; export const app = 1;`,
  "src/main.ts": `import "./app.ts"; import "./config.ts"; import "./server.ts";`,
  "src/server.ts": `import type { Config } from "./config.ts"; import "@hono/node-server"; export type Served = Config;`,
  "web/main.tsx": `import { post } from "#api/contract/post.ts"; import "#text/measure.ts"; import "react"; export const view = <p>{post}</p>;`,
  "web/vite.config.ts": `import "node:path"; import "vite";`,
  "src/store/testing/rig.ts": `import "#test/database/store.ts"; import "fast-check"; export {};`,
  "test/database/store.ts": `import "#store/open.ts"; export {};`,
  "test/e2e/app.test.ts": `import "#src/app.ts"; import "#src/platforms/load.ts";`,
};

/** The rule, the file that breaks it, its import (a specifier or a whole statement), where that leads. */
const forbidden: [rule: string, from: string, importing: string, to: string][] = [
  ["floor-of-kernel", "src/kernel/a.ts", "#delivery/claim.ts", "src/delivery/claim.ts"],
  [
    "floor-of-kernel",
    "src/kernel/b.ts",
    `import type { Connector } from "#connector/contract.ts"`,
    "src/connector/contract.ts",
  ],
  ["floor-of-text", "src/text/a.ts", "#store/open.ts", "src/store/open.ts"],
  ["floor-of-store", "src/store/a.ts", "#connector/contract.ts", "src/connector/contract.ts"],
  ["floor-of-connector", "src/connector/a.ts", "#store/open.ts", "src/store/open.ts"],
  ["floor-of-people", "src/people/a.ts", "#api/posts.ts", "src/api/posts.ts"],
  ["floor-of-media", "src/media/a.ts", "#connections/b.ts", "src/connections/b.ts"],
  ["floor-of-connections", "src/connections/b.ts", "#media/c.ts", "src/media/c.ts"],
  ["floor-of-posts", "src/posts/a.ts", "#captions/b.ts", "src/captions/b.ts"],
  ["floor-of-captions", "src/captions/b.ts", "#delivery/claim.ts", "src/delivery/claim.ts"],
  ["floor-of-quota", "src/quota/a.ts", "#delivery/claim.ts", "src/delivery/claim.ts"],
  ["floor-of-delivery", "src/delivery/a.ts", "#workflows/b.ts", "src/workflows/b.ts"],
  ["floor-of-workflows", "src/workflows/b.ts", "#notices/c.ts", "src/notices/c.ts"],
  ["floor-of-notices", "src/notices/c.ts", "#api/posts.ts", "src/api/posts.ts"],
  ["nothing-stands-on-the-roof", "src/api/c.ts", "../app.ts", "src/app.ts"],
  ["every-room-has-a-floor", "src/main.ts", "./attic/box.ts", "src/attic/box.ts"],
  [
    "platforms-are-leaves",
    "src/platforms/alpha/a.ts",
    "../beta/about.ts",
    "src/platforms/beta/about.ts",
  ],
  ["platforms-are-leaves", "src/platforms/alpha/b.ts", "#store/open.ts", "src/store/open.ts"],
  [
    "the-loader-knows-no-platform",
    "src/platforms/load.ts",
    "./alpha/index.ts",
    "src/platforms/alpha/index.ts",
  ],
  [
    "only-app-loads-platforms",
    "src/workflows/a.ts",
    "#src/platforms/load.ts",
    "src/platforms/load.ts",
  ],
  [
    "platforms-enter-by-the-loader",
    "src/app.ts",
    "#src/platforms/alpha/index.ts",
    "src/platforms/alpha/index.ts",
  ],
  [
    "platforms-enter-by-the-loader",
    "src/api/a.test.ts",
    "#src/platforms/alpha/index.ts",
    "src/platforms/alpha/index.ts",
  ],
  [
    "fakes-enter-by-the-loader",
    "src/platforms/beta/index.ts",
    "./fake.ts",
    "src/platforms/beta/fake.ts",
  ],
  [
    "fakes-enter-by-the-loader",
    "test/e2e/a.test.ts",
    "#src/platforms/beta/fake.ts",
    "src/platforms/beta/fake.ts",
  ],
  ["config-is-handed-down", "src/posts/b.ts", "#src/config.ts", "src/config.ts"],
  ["nothing-stands-on-the-roof", "src/notices/d.ts", "#src/app.ts", "src/app.ts"],
  ["no-cycles", "src/media/c.ts", "./d.ts", "src/media/d.ts"],
  ["no-cycles", "src/media/d.ts", "./c.ts", "src/media/c.ts"],
  [
    "no-test-code-in-the-product",
    "src/quota/b.ts",
    "#test/database/store.ts",
    "test/database/store.ts",
  ],
  ["no-test-code-in-the-product", "src/quota/c.ts", "./c.test.ts", "src/quota/c.test.ts"],
  ["one-network-door", "src/delivery/d.ts", "undici", "node_modules/undici"],
  ["one-network-door", "src/platforms/beta/about.ts", "node:https", "https"],
  ["one-listening-door", "src/api/b.ts", "@hono/node-server", "node_modules/@hono/node-server"],
  ["the-dashboard-sees-the-contract", "web/a.tsx", "#store/open.ts", "src/store/open.ts"],
  ["the-dashboard-sees-the-contract", "web/b.tsx", "#api/posts.ts", "src/api/posts.ts"],
  ["the-contract-is-schemas", "src/api/contract/a.ts", "#people/users.ts", "src/people/users.ts"],
  ["the-contract-is-schemas", "src/api/contract/b.ts", "hono", "node_modules/hono"],
  [
    "browsers-take-types-from-the-kernel",
    "src/api/contract/c.ts",
    "#kernel/clock.ts",
    "src/kernel/clock.ts",
  ],
  [
    "browsers-take-types-from-the-kernel",
    "src/text/b.ts",
    "#kernel/clock.ts",
    "src/kernel/clock.ts",
  ],
  ["browsers-have-no-node", "src/text/c.ts", "node:fs", "fs"],
  ["browsers-have-no-node", "web/c.tsx", "node:path", "path"],
  ["the-product-installs-what-it-imports", "src/posts/c.ts", "vite", "node_modules/vite"],
  ["every-import-leads-somewhere", "src/posts/d.ts", "#store/nowhere.ts", "#store/nowhere.ts"],
];

const planted = {
  ...permitted,
  "src/platforms/beta/fake.ts": "",
  "src/attic/box.ts": "",
  "src/quota/c.test.ts": "",
  ...Object.fromEntries(forbidden.map(([, from, importing]) => [from, statement(importing)])),
};

test("what the rooms may import passes", async () => {
  await using project = await plant(permitted);
  const { code, output } = await runScript("walls.mjs", project.folder);
  expect(output).toMatch(/^\d+ modules of src keep to their rooms\.$/m);
  expect(code).toBe(0);
});

test("each rule fires on what breaks it, and on nothing else", async () => {
  await using project = await plant(planted);
  const { code, output } = await runScript("walls.mjs", project.folder);
  const fired = [...output.matchAll(/error (\S+): (\S+) → (\S+)/g)].map(
    ([, rule, from, to = ""]) =>
      `${rule} ${from} ${to.replace(/^.*(node_modules\/(@[^/]+\/)?[^/]+).*$/, "$1")}`,
  );
  expect(fired.sort()).toEqual(
    forbidden.map(([rule, from, , to]) => `${rule} ${from} ${to}`).sort(),
  );
  expect(code).toBe(1);
});

test("every rule is tried here", async () => {
  const { default: config } = (await import(
    pathToFileURL(path.join(projectRoot, ".dependency-cruiser.mjs")).href
  )) as { default: { forbidden: { name: string }[] } };
  const tried = new Set(forbidden.map(([rule]) => rule));
  expect(config.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

test("walls that were not looked at do not pass", async () => {
  await using project = await plant({ "src/kernel/clock.ts": "" });
  const { code, output } = await runScript("walls.mjs", project.folder, {
    nodeArgs: ["--import", withoutTypeScript],
  });
  expect(output).toContain("Only 0 of the 1 modules of src were read");
  expect(code).toBe(1);
});

function statement(importing: string): string {
  return importing.startsWith("import") ? importing : `import "${importing}";`;
}
