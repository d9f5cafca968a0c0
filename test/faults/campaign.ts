// Rounds of killing the product and starting it again on what it left behind, while its user goes on
// posting; and then, undisturbed, the reckoning.

import { setTimeout as pause } from "node:timers/promises";
import type { PlainFault } from "#connector/faults.ts";
import { isBrokenOff, openAuthor, Refused, untilAtRest } from "./author.ts";
import type { Author } from "./author.ts";
import type { Chance } from "./chance.ts";
import type { Gate } from "./gate.ts";
import { judge } from "./judge.ts";
import type { Judgement } from "./judge.ts";
import type { Place } from "./places.ts";
import type { ServedPlatform } from "./platforms.ts";
import { launch } from "./victim.ts";
import type { Victim, VictimOptions } from "./victim.ts";

export interface Campaign {
  rounds: number;
  chance: Chance;
  place: Place;
  platforms: readonly ServedPlatform[];
  gate: Gate;
}

export interface Report extends Judgement {
  uncertain: number;
}

interface Battle extends Campaign {
  home: VictimOptions;
  author: Author;
  /** What the product complained of without having been given a reason. */
  complaints: Set<string>;
  /** Platforms where an answer with a new credential may be lost with the product, so that it is asked for once. */
  renewed: Set<string>;
}

/** One life of the product; it is killed at the end at the latest. */
type Round = (battle: Battle, victim: Victim) => Promise<void>;

interface Ending {
  round: Round;
  mayComplain?: true;
  /** The product has to come to rest, so that nothing may be left for which it waits longer than that. */
  comesToRest?: true;
}

/** How a round ends the product. */
const endings: readonly (Ending & { weight: number })[] = [
  { weight: 6, round: atBoundary },
  { weight: 2, round: atRandom },
  { weight: 1, round: afterDatabaseTrouble, mayComplain: true, comesToRest: true },
];
/** A delivery that is interrupted ten times is put aside, so the rounds let it come to an end now and then. */
const restEvery = 5;

const plainFaults: readonly PlainFault[] = [
  ...(["lose-request", "lose-reply", "server-error", "server-error-after"] as const),
  "truncated-json",
];
const givesRefreshTokens = new Set(["linkedin", "x"]);
/** An old refresh token ends the authorisation there. */
const rotatesRefreshTokens = new Set(["x"]);
/** For a boundary that does not come. */
const patienceMs = 800;
const longestLifeMs = 1500;
const longestRoundMs = 180_000;
/** Patience for a busy machine, and yet less than the lease of a lane: nobody may have to wait for its end. */
const restWithinMs = 60_000;
/** Time for the pause after a step that failed twice. */
const finishWithinMs = 300_000;

export async function campaign(options: Campaign): Promise<Report> {
  const { place, platforms, chance } = options;
  const home = {
    dataDir: place.dataDir,
    env: {
      ...place.env,
      ...Object.fromEntries(platforms.flatMap(({ env }) => Object.entries(env))),
    },
  };
  const author = await lifeOf(home, (victim) => openAuthor(victim.url, platforms, chance));
  const battle: Battle = { ...options, home, author, complaints: new Set(), renewed: new Set() };
  for (let count = 1; count <= options.rounds; count += 1) {
    const ending =
      count % restEvery === 0 ? { round: atRest, comesToRest: true as const } : pickEnding(chance);
    await oneRound(battle, ending);
  }
  const judgement = await lifeOf(home, async ({ url, output }) => {
    const isDone = await finish(battle, url);
    const found = await judge(author, url, platforms);
    if (!isDone) found.flaws.push(`not all came to an end: ${output()}`);
    return found;
  });
  for (const [id, platform] of author.uncertain) {
    if (platform.canBeAsked) judgement.flaws.push(`${platform.id} could not tell about ${id}`);
  }
  judgement.flaws.push(...battle.complaints);
  return { ...judgement, uncertain: author.uncertain.size };
}

/** An undisturbed life of the product, up to its death. */
async function lifeOf<T>(home: VictimOptions, live: (victim: Victim) => Promise<T>): Promise<T> {
  const victim = await launch(home);
  try {
    await victim.ready;
    return await live(victim);
  } finally {
    victim.kill();
    await victim.gone;
  }
}

async function oneRound(battle: Battle, ending: Ending): Promise<void> {
  const { round, mayComplain } = ending;
  const { chance, gate, place, home, platforms, complaints } = battle;
  for (const { faults } of platforms) faults.clear();
  if (chance.happens(0.5)) injectInto(chance.pick(platforms), battle, ending);
  const victim = await launch(home);
  const lasting = setTimeout(victim.kill, longestRoundMs);
  try {
    await round(battle, victim);
  } finally {
    victim.kill();
    clearTimeout(lasting);
    gate.disarm();
    await victim.gone;
  }
  if (victim.process.signalCode !== "SIGKILL")
    complaints.add(`It ended itself: ${victim.output()}`);
  if (mayComplain !== true) for (const line of errorsIn(victim.output())) complaints.add(line);
  if (chance.happens(0.15)) await place.endDatabase();
}

/** Dies of a request, with what it sends first as well as with what it sends later. */
async function atBoundary(battle: Battle, victim: Victim): Promise<void> {
  battle.gate.arm(victim.kill);
  if (await victim.ready) await work(battle, victim);
  await Promise.race([victim.gone, pause(patienceMs)]);
}

/** While it starts, or while it works. */
async function atRandom(battle: Battle, victim: Victim): Promise<void> {
  const { chance } = battle;
  const afterMs = chance.below(longestLifeMs);
  const isEarly = chance.happens(0.5);
  if (isEarly) setTimeout(victim.kill, afterMs);
  if (!(await victim.ready)) return;
  if (!isEarly) setTimeout(victim.kill, afterMs / 3);
  await work(battle, victim);
  await victim.gone;
}

/** Lives through it, and half the time has to come back to work by itself. */
async function afterDatabaseTrouble(battle: Battle, victim: Victim): Promise<void> {
  const { chance, place } = battle;
  if (!(await victim.ready)) return;
  const harm = pause(chance.below(200)).then(chance.pick(Object.values(place.harms)));
  await Promise.all([harm, work(battle, victim)]);
  if (chance.happens(0.5)) await pause(chance.below(longestLifeMs));
  else await comeToRest(battle, victim);
}

/** All that was interrupted before has come to its end by itself. */
async function atRest(battle: Battle, victim: Victim): Promise<void> {
  if (!(await victim.ready)) return;
  await work(battle, victim);
  await comeToRest(battle, victim);
}

async function comeToRest({ author, complaints }: Battle, { url, output }: Victim): Promise<void> {
  if (await untilAtRest(author, url, restWithinMs)) return;
  complaints.add(`It did not come to rest in ${restWithinMs} ms: ${output()}`);
}

/** The user's part of a round. Breaks off when the product dies, or says that it cannot just now. */
async function work({ author, chance, gate }: Battle, { url }: Victim): Promise<void> {
  try {
    await gate.settled();
    await author.follow(url);
    for (let left = 1 + chance.below(3); left > 0; left -= 1) await author.post(url);
  } catch (error) {
    if (!(error instanceof Refused) && !isBrokenOff(error)) throw error;
  }
}

async function finish({ author, platforms, gate }: Battle, url: string): Promise<boolean> {
  for (const { faults } of platforms) faults.clear();
  const deadline = performance.now() + finishWithinMs;
  await gate.settled();
  do {
    await author.follow(url);
    await author.isAtRest(url);
    if (author.written.every(({ isDone }) => isDone)) return true;
    await pause(100);
  } while (performance.now() < deadline);
  return false;
}

function pickEnding(chance: Chance): Ending {
  return chance.pick(
    endings.flatMap((ending) => Array.from({ length: ending.weight }, () => ending)),
  );
}

/** One at a time: a delivery that fails twice in a row pauses for minutes. */
function injectInto(platform: ServedPlatform, battle: Battle, { comesToRest }: Ending): void {
  const { faults, tellsUntilWhen } = platform;
  const { chance } = battle;
  const aim = { aim: "post", times: 1, after: chance.below(5) } as const;
  const renew = () => {
    battle.renewed.add(platform.id);
    faults.inject({ ...aim, fault: "unauthorized" });
  };
  const kinds: readonly (() => void)[] = [
    ...plainFaults.map((fault) => () => faults.inject({ ...aim, fault })),
    ...(tellsUntilWhen
      ? [() => faults.inject({ ...aim, fault: "rate-limit", resetInMs: 3000 })]
      : []),
    () => faults.inject({ ...aim, fault: "slow", delayMs: 200 }),
    // Who died while renewing is waited for as long as a request may take.
    ...(comesToRest !== true && canRenew(platform, battle)
      ? Array.from({ length: 4 }, () => renew)
      : []),
  ];
  chance.pick(kinds)();
}

/** Where nothing can be renewed, a person would have to connect again. */
function canRenew({ id, connector }: ServedPlatform, { renewed }: Battle): boolean {
  if (rotatesRefreshTokens.has(id) && renewed.has(id)) return false;
  return connector.refresh !== undefined || givesRefreshTokens.has(id);
}

function errorsIn(output: string): string[] {
  return output.split("\n").filter((line) => line.includes('"level":50'));
}
