// Every platform's fake in a process of its own, so that its work is nobody's else. Tells its parent
// where they are, and ends with it.

import { serveFake } from "#connector/serve-fake.ts";
import { loadConnectors, loadFake } from "#src/platforms/load.ts";
import type { FakeAddress } from "./platforms.ts";

const addresses: FakeAddress[] = [];
for (const id of (await loadConnectors()).keys()) {
  const { origin, fake } = await serveFake({
    createFake: await loadFake(id),
    now: () => new Date(),
  });
  addresses.push({ id, origin, entries: fake.entries });
}
process.once("disconnect", () => process.exit());
process.send?.(addresses);
