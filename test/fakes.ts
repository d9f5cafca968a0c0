// The fake of every platform, served, and the settings that point the product at them.

import { appNamesOf, appSetting } from "#connections/apps.ts";
import type { Connector } from "#connector/contract.ts";
import { originsOf } from "#connector/origins.ts";
import { serveFake } from "#connector/serve-fake.ts";
import type { ServedFake } from "#connector/serve-fake.ts";
import { refereed } from "#test/referees/referee.ts";
import { refereeFor } from "#test/referees/referees.ts";
import { loadConnectors, loadFake } from "#platforms/load.ts";

export interface Served {
  id: string;
  connector: Connector;
  served: ServedFake;
  /** What the platform's own description has against the requests that came. */
  objections(): readonly string[];
  env: Readonly<Record<string, string>>;
}

export async function serveFakes(now: () => Date): Promise<Served[]> {
  const connectors = await loadConnectors();
  return Promise.all(
    [...connectors].map(async ([id, { connector }]) => {
      const { createFake, objections } = refereed(await loadFake(id), await refereeFor(id));
      const served = await serveFake({ createFake, now });
      return { id, connector, served, objections, env: settingsFor(connector, served.origin) };
    }),
  );
}

/** Points the product at `origin`, with an app of the operator's there. */
export function settingsFor(connector: Connector, origin: string): Record<string, string> {
  const env: Record<string, string> = {};
  originsOf(connector.about, (name) => (env[name] = origin));
  for (const name of appNamesOf({ connector })) {
    const app = { platform: connector.about.id, name };
    env[appSetting(app, "ID")] = "an-app";
    env[appSetting(app, "SECRET")] = "the secret of an app";
  }
  return env;
}
