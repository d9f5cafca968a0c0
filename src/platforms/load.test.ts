import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConnectors, loadFake } from "./load.ts";

const whole = {
  "index.ts": `export const connector = { about: { id: "alpha" } };`,
  "fake.ts": `export const createFake = () => "a fake";`,
  "setup.md": "# Alpha",
  "icon.svg": "<svg/>",
};

test("every folder is a connector, in the order of ids; files are not", async () => {
  const root = await folderOf({
    ...inFolder("beta", { ...whole, "index.ts": whole["index.ts"].replace("alpha", "beta") }),
    ...inFolder("alpha", whole),
    "load.ts": "",
  });

  const connectors = await loadConnectors(root);

  expect([...connectors.keys()]).toEqual(["alpha", "beta"]);
  expect(connectors.get("alpha")).toMatchObject({ setupMarkdown: "# Alpha", iconSvg: "<svg/>" });
});

test.each([
  ["the module", { ...whole, "index.ts": undefined }, /index\.ts/],
  ["the export", { ...whole, "index.ts": "export const other = 1;" }, /export connector/],
  ["the guide", { ...whole, "setup.md": undefined }, /setup\.md/],
  ["the icon", { ...whole, "icon.svg": undefined }, /icon\.svg/],
])("a folder without %s stops the start, and is named", async (_, files, missing) => {
  const root = await folderOf(inFolder("alpha", files));

  const loading = loadConnectors(root);

  await expect(loading).rejects.toThrow(/connector folder alpha/);
  await expect(loading).rejects.toThrow(missing);
});

test("a folder must have the connector's id as its name", async () => {
  const root = await folderOf(inFolder("gamma", whole));

  await expect(loadConnectors(root)).rejects.toThrow('gamma is not whole: its about.id is "alpha"');
});

test("the fake is loaded by id, on its own", async () => {
  const root = await folderOf({
    ...inFolder("alpha", whole),
    ...inFolder("beta", { "fake.ts": "export const other = 1;" }),
  });

  expect(await loadFake("alpha", root)).toBeTypeOf("function");
  await expect(loadFake("beta", root)).rejects.toThrow("does not export createFake");
});

function inFolder(folder: string, files: Record<string, string | undefined>) {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [join(folder, name), text]),
  );
}

async function folderOf(files: Record<string, string | undefined>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "connectors-"));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) continue;
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}
