// Two workers and a web server on one PostgreSQL: whatever becomes of one worker in the middle of its
// deliveries, the other one brings them to their end, and each segment is posted once.

import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openAuthor, untilAtRest } from "./author.ts";
import type { Author } from "./author.ts";
import { chanceFrom, seed } from "./chance.ts";
import { allMoments, openGate } from "./gate.ts";
import { openHolding } from "./holding.ts";
import { judge } from "./judge.ts";
import { postgresMissing, postgresPlace } from "./places.ts";
import { serveFakes } from "./platforms.ts";
import type { OnRequest, ServedPlatform } from "./platforms.ts";
import { launch } from "./victim.ts";
import type { Victim } from "./victim.ts";

const killRounds = 20;
/** A sweep finds a dead worker every 2 s; the rest is for a busy machine. */
const takenOverWithinMs = 60_000;
/** A lease lasts 150 s, a transaction of a paused process three minutes. */
const leaseIsOverWithinMs = 240_000;

test("a worker that is killed: the other one goes on at once", async ({ skip }) => {
  if (postgresMissing() !== undefined) skip(postgresMissing());
  console.log(`workers: ${killRounds} kills, FAULT_SEED=${seed}`);
  const chance = chanceFrom(seed);
  const gate = openGate(
    chance,
    allMoments.filter((moment) => moment !== "never done"),
  );
  await using crew = await openCrew(gate.onRequest);
  // All three at once, on a database without a single table.
  const [web, ...workers] = await Promise.all([
    crew.start("web"),
    crew.start("worker"),
    crew.start("worker"),
  ]);
  const author = await openAuthor(web.url, crew.platforms, chance);

  for (let round = 0; round < killRounds; round += 1) {
    const at = chance.below(workers.length);
    const victim = workers[at];
    if (victim === undefined) throw new Error("There is no such worker");
    gate.arm(victim.kill);
    for (let left = 2; left > 0; left -= 1) await author.post(web.url);
    await Promise.race([victim.gone, pause(300)]);
    gate.disarm();
    victim.kill();
    await gate.settled();
    expect(await untilAtRest(author, web.url, takenOverWithinMs)).toBe(true);
    await author.follow(web.url);
    workers[at] = await crew.start("worker");
  }
  await finish(author, crew, web);
});

test("a worker that is paused past its lease sends nothing when it wakes up", async ({ skip }) => {
  if (postgresMissing() !== undefined) skip(postgresMissing());
  const chance = chanceFrom(seed);
  const holding = openHolding();
  await using crew = await openCrew(holding.onRequest);
  const [web, sleeper] = await Promise.all([crew.start("web"), crew.start("worker")]);
  const author = await openAuthor(web.url, crew.platforms, chance);
  await author.post(web.url);
  expect(await untilAtRest(author, web.url, takenOverWithinMs)).toBe(true);

  const asleep = holding.begin(crew.platforms).then(() => sleeper.process.kill("SIGSTOP"));
  await author.post(web.url);
  await asleep;
  const sleptAt = performance.now();
  await crew.start("worker");
  expect(await untilAtRest(author, web.url, leaseIsOverWithinMs)).toBe(true);
  const sleptMs = performance.now() - sleptAt;
  expect(sleptMs).toBeGreaterThan(60_000);

  holding.release();
  await pause(500);
  const requestCount = holding.requestCount();
  sleeper.process.kill("SIGCONT");
  await pause(5000);
  expect(holding.requestCount()).toBe(requestCount);
  expect(sleeper.output()).toContain("Another worker may hold this delivery now");
  console.log(`workers: one slept for ${Math.round(sleptMs / 1000)} s and sent nothing afterwards`);

  // It works again, beside the other one.
  for (let left = 6; left > 0; left -= 1) await author.post(web.url);
  expect((await fetch(`${sleeper.url}/readyz`)).status).toBe(200);
  await finish(author, crew, web);
});

interface Crew extends AsyncDisposable {
  platforms: readonly ServedPlatform[];
  start(role: "web" | "worker"): Promise<Victim>;
}

async function openCrew(onRequest: OnRequest): Promise<Crew> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await postgresPlace(process.env["DATABASE_URL"] ?? ""));
  const platforms = await serveFakes(onRequest);
  for (const platform of platforms) stack.use(platform);
  const victims: Victim[] = [];
  stack.defer(async () => {
    for (const victim of victims) victim.kill();
    await Promise.all(victims.map(({ gone }) => gone));
  });
  const moved = Object.fromEntries(platforms.flatMap(({ env }) => Object.entries(env)));
  const staying = stack.move();
  return {
    platforms,
    async start(role) {
      const env = { ...place.env, ...moved, ROLE: role };
      const victim = await launch({ dataDir: place.dataDir, env });
      victims.push(victim);
      await victim.ready;
      return victim;
    },
    [Symbol.asyncDispose]: () => staying.disposeAsync(),
  };
}

/** Everything comes to its end, the uncertain deliveries with the user's word, and is as it must be. */
async function finish(author: Author, { platforms }: Crew, web: Victim): Promise<void> {
  do {
    expect(await untilAtRest(author, web.url, takenOverWithinMs)).toBe(true);
    await author.follow(web.url);
  } while (author.written.some(({ isDone }) => isDone !== true));
  const { deliveries, published, lost, doubled, flaws } = await judge(author, web.url, platforms);
  console.log(
    `workers: ${deliveries} deliveries: ${published} published (${author.uncertain.size} were uncertain), ${lost} lost, ${doubled} doubled`,
  );
  expect(flaws).toEqual([]);
}
