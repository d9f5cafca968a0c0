// The folder is whole, and what the dashboard shows of it is harmless.

import { readdir } from "node:fs/promises";
import { type Check, unless } from "../subject.ts";

const platforms = new URL("../../../src/platforms/", import.meta.url);
const needed = ["about.ts", "compose.ts", "errors.ts", "fake.ts", "icon.svg", "index.ts"];

export const folder: Check = {
  name: "the folder is whole",
  async findFlaws({ connector: { about }, setupMarkdown, iconSvg }) {
    const files = await readdir(new URL(about.id, platforms), { recursive: true });
    const missing = [...needed, "publish.ts", "setup.md"].filter((name) => !files.includes(name));
    return [
      ...missing.map((name) => `${name} is missing`),
      ...unless(
        files.some((name) => name.endsWith(".test.ts")),
        "it has no tests of its own",
      ),
      ...unless(setupMarkdown.startsWith("# "), "setup.md does not begin with its title"),
      ...unless(/^\s*<svg[^>]*\sviewBox=/.test(iconSvg), "icon.svg is no <svg> with a viewBox"),
      ...unless(
        !/<script|<foreignObject|\son\w+=|href=|url\(\s*["']?\w+:/i.test(iconSvg),
        "icon.svg runs or loads something",
      ),
    ];
  },
};
