// The two rules of the house are seen to fire, and to leave alone what only looks like a breach.

import { expect, test } from "vitest";
import { plant, runScript } from "./planted.ts";

const platforms = {
  "src/platforms/bluesky/about.ts": `export const about = { id: "bluesky", bluesky: true };`,
  "src/platforms/x/about.ts": `export const about = { id: "x" };`,
};

const breaches: [line: string, says: RegExp][] = [
  [`export const a = "bluesky";`, /names the platform "bluesky"/],
  [`export const b = \`bluesky\`;`, /names the platform "bluesky"/],
  [`export type C = "bluesky" | "other";`, /names the platform "bluesky"/],
  [`export const d = (id: string) => id === "x";`, /names the platform "x"/],
  [`export const e = { bluesky: "blue" };`, /names the platform "bluesky"/],
  [`export const f = (icons: Record<string, string>) => icons.bluesky;`, /names the platform/],
  [`export const g = "/connections/bluesky/callback";`, /names the platform "bluesky"/],
  [`export const h = process.env.PORT;`, /reads the environment/],
  [`export const i = process["env"];`, /reads the environment/],
  [`export const j = globalThis.process.env;`, /reads the environment/],
  [`export const { env: k } = process;`, /reads the environment/],
  [`import { env } from "node:process"; export const l = env;`, /reads the environment/],
];

test("each breach is found, at its line", async () => {
  await using project = await plant({
    ...platforms,
    "src/posts/write.ts": breaches.map(([line]) => line).join("\n"),
    "web/connect.tsx": `export const icon = <Icon name="bluesky" />;`,
  });
  const { code, output } = await runScript("house-rules.mjs", project.folder);
  const lines = output.trimEnd().split("\n");
  breaches.forEach(([, says], index) => {
    const found = lines.filter((line) => line.startsWith(`src/posts/write.ts:${index + 1} `));
    expect(found, breaches[index]?.[0]).toEqual([expect.stringMatching(says)]);
  });
  expect(lines.at(-1)).toMatch(/^web\/connect\.tsx:1 names the platform "bluesky"/);
  expect(lines).toHaveLength(breaches.length + 1);
  expect(code).toBe(1);
});

test("prose, comments, coordinates, tests, platforms and the configuration are left alone", async () => {
  await using project = await plant({
    ...platforms,
    "src/posts/write.ts": [
      `// bluesky, process.env`,
      `export const prose = "A post for bluesky and others";`,
      `export const left = (point: { x: number }) => point.x;`,
      `export const box = { x: 1 };`,
      `export const other = "blueskyline";`,
      `export const env = (child: { env: object }) => child.env;`,
    ].join("\n"),
    "src/posts/write.test.ts": `export const id = "bluesky"; export const p = process.env;`,
    "src/config.ts": `export const port = process.env["PORT"];`,
    "web/main.tsx": `export const name = <p>bluesky</p>;`,
  });
  const { code, output } = await runScript("house-rules.mjs", project.folder);
  expect(output).toMatch(/^\d+ files keep the rules of the house\.\n$/);
  expect(code).toBe(0);
});
