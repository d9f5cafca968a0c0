// Who watches hears of the deliveries of their own sites, for as long as these are their sites.

import { afterAll, beforeAll, expect, test } from "vitest";
import { createdApiKeySchema } from "#api/contract/people.ts";
import { deliverySchema } from "#api/contract/deliveries.ts";
import type { Delivery } from "#api/contract/deliveries.ts";
import type { Site } from "#api/contract/sites.ts";
import { listenTo } from "#test/e2e/events.ts";
import type { Listener } from "#test/e2e/events.ts";
import { eventually } from "./eventually.ts";
import type { Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

let world: World;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  world = await openWorld();
  [ada, bob] = [await world.person("Ada"), await world.person("Bob")];
  await ada.connect(1);
});

afterAll(() => world[Symbol.asyncDispose]());

test("an editor hears of a site from joining it to leaving it", async () => {
  const [site, first] = [
    await ada.createSite({ name: "Joined" }),
    await ada.createSite({ name: "First" }),
  ];
  await using adas = await listen(ada);
  await using bobs = await listen(bob);
  const before = await shareOn(site, adas);
  await ada.letIn(site, bob);
  const during = await shareOn(site, adas);
  await eventually(async () => (runsIn(bobs).has(during) ? true : undefined));
  await ada.call("DELETE", `/sites/${site.id}/members/${bob.userId}`);
  const after = await shareOn(site, adas);
  const elsewhere = await shareOn(first, adas);
  expect([before, during, after, elsewhere].map((run) => runsIn(bobs).has(run))).toEqual([
    ...[false, true, false, false],
  ]);
});

test("whoever unlinks an account, links it again or deletes a post hears what becomes of what waits", async () => {
  const site = await ada.createSite({ name: "Waiting", undoMinutes: 60 });
  await using adas = await listen(ada);
  const { post, run } = await ada.post({ siteId: site.id, title: "Later" });
  const connectionId = run?.deliveries[0]?.connectionId ?? "";
  const hasHeard = (state: string) =>
    eventually(async () =>
      deliveriesIn(adas).some((each) => each.runId === run?.id && each.state === state)
        ? true
        : undefined,
    );
  await ada.call("DELETE", `/connections/${connectionId}`);
  await hasHeard("held");
  await ada.connect(1);
  await hasHeard("scheduled");
  await ada.call("DELETE", `/posts/${post.id}`);
  await hasHeard("cancelled");
});

async function listen(person: Person): Promise<Listener> {
  const key = await person.call("POST", "/api-keys", { name: "watches", scopes: ["runs:read"] });
  return listenTo(world.url, createdApiKeySchema.parse(key.body).key);
}

/** Returns the run's id once who listens has heard of its end. */
async function shareOn(site: Site, listener: Listener): Promise<string> {
  const { run } = await ada.post({ siteId: site.id, title: "News" });
  const { id } = await ada.finished(run);
  await eventually(async () => (runsIn(listener).has(id) ? true : undefined));
  return id;
}

function runsIn(listener: Listener): ReadonlySet<string> {
  return new Set(deliveriesIn(listener).map(({ runId }) => runId));
}

function deliveriesIn(listener: Listener): Delivery[] {
  return listener.named("delivery").map((data) => deliverySchema.parse(JSON.parse(data)));
}
