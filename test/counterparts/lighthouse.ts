// Lighthouse on one page of the product, as a process with a Chromium of its own. Like start.ts, it
// imports no package.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromiumArgs, findChromium } from "../browser/chromium.ts";

const program = fileURLToPath(new URL("node_modules/lighthouse/cli/index.js", import.meta.url));
const reportMb = 50;

export function lighthouseIsInstalled(): boolean {
  return existsSync(program);
}

export interface Scores {
  /** Of 100. */
  performance: number;
  accessibility: number;
  /** The audits that are not perfect, for who reads a failure. */
  findings: string[];
}

interface Report {
  categories: Record<"performance" | "accessibility", { score: number | null }>;
  audits: Record<string, { id: string; score: number | null; displayValue?: string }>;
}

/** As on a phone of the middle class on a slow network, which is how Lighthouse measures. */
export async function lighthouse(url: string): Promise<Scores> {
  const args = [
    ...[program, url, "--quiet", "--output=json", "--no-enable-error-reporting"],
    "--only-categories=performance,accessibility",
    `--chrome-flags=${["--headless=new", ...chromiumArgs].join(" ")}`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, CHROME_PATH: findChromium() },
    maxBuffer: reportMb * 1024 * 1024,
  });
  const { categories, audits } = JSON.parse(stdout) as Report;
  return {
    performance: Math.round((categories.performance.score ?? 0) * 100),
    accessibility: Math.round((categories.accessibility.score ?? 0) * 100),
    findings: Object.values(audits)
      .filter(({ score }) => score !== null && score < 1)
      .map(({ id, score, displayValue = "" }) => `${id}: ${score ?? ""} ${displayValue}`.trim()),
  };
}
