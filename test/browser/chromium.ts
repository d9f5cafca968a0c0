// Where Chromium is on this machine, and how it is started so that it leaves the network alone.

import { existsSync } from "node:fs";

/** Debian, Ubuntu, Fedora, macOS. */
const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** For playwright's `launch`; the sandbox cannot be had as root, where CI runs. */
export const chromiumArgs: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of an installed Chromium: CHROMIUM_PATH if set, else where packages put it. */
export function findChromium(): string | undefined {
  const given = process.env["CHROMIUM_PATH"];
  return (given ? [given] : usualPlaces).find((path) => existsSync(path));
}
