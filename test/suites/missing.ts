// Which suites need a server of others, and why one cannot run on this machine.

import { findChromium } from "../browser/chromium.ts";
import { lighthouseIsInstalled } from "../counterparts/lighthouse.ts";
import { oauthServerIsInstalled, pdsIsInstalled } from "../counterparts/start.ts";

const noChromium = "no Chromium found (install it or set CHROMIUM_PATH)";

/** Why the suite cannot run here and what helps; undefined when it can. */
export function missingFor(suite: string): string | undefined {
  switch (suite) {
    case "postgres":
      return process.env["DATABASE_URL"]
        ? undefined
        : "no PostgreSQL given (set DATABASE_URL to a database whose user may create others)";
    case "pds":
      return pdsIsInstalled()
        ? undefined
        : "no Bluesky server installed (run `npm run counterparts`)";
    case "oidc":
      return oauthServerIsInstalled()
        ? undefined
        : "no OpenID Connect provider installed (run `npm run counterparts`)";
    case "browser":
      return findChromium() ? undefined : noChromium;
    case "lighthouse":
      if (findChromium() === undefined) return noChromium;
      return lighthouseIsInstalled()
        ? undefined
        : "no Lighthouse installed (run `npm run counterparts`)";
    default:
      return undefined;
  }
}
