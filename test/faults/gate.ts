// The boundaries of a step, seen from outside: at which request the product dies, and how far the
// request had come. One that was never hit is taken as soon as it comes, else the one tried least.

import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { OnRequest } from "./platforms.ts";

export type Moment =
  /** It has arrived, and is lost with the product. */
  | "never done"
  /** It is done when the next product is at work already. */
  | "done late"
  | "done, not answered"
  /** The answer is under way, or was just read. */
  | "answered";

export const allMoments: readonly Moment[] = [
  ...(["never done", "done late", "done, not answered", "answered"] as const),
];

interface Boundary {
  /** The kind of request. */
  request: string;
  moment: Moment;
  tries: number;
  hits: number;
}

interface Trap {
  moment: Moment;
  target: Boundary | undefined;
  /** Requests at the target that still pass. */
  skip: number;
  kill: () => void;
}

export interface Gate {
  onRequest: OnRequest;
  /** The product dies of one of the coming requests. */
  arm(kill: () => void): void;
  /** Nothing more happens to requests. */
  disarm(): void;
  /** When all that was to be done late is done. */
  settled(): Promise<void>;
  /** How many of the boundaries met so far were hit. */
  coverage(): { hit: number; known: number; missed: string[] };
}

const maxSkipped = 6;
/** About as long as a start takes: before, during and after the next product's look. */
const maxLateMs = 1500;
const maxAnsweredMs = 8;

/** Without "never done" it tells no lies, and may be used where others than the dying one send. */
export function openGate(chance: Chance, moments = allMoments): Gate {
  const boundaries = new Map<string, Boundary>();
  const late = new Set<Promise<unknown>>();
  let trap: Trap | undefined;

  function boundaryOf(request: string, moment: Moment): Boundary {
    const name = `${request}: ${moment}`;
    const known = boundaries.get(name) ?? { request, moment, tries: 0, hits: 0 };
    boundaries.set(name, known);
    return known;
  }

  /** Springs the trap, if it is set for such a request. */
  function spring(request: string): Trap | undefined {
    if (trap === undefined) return undefined;
    for (const moment of moments) boundaryOf(request, moment);
    const sprung = trap;
    const boundary = boundaryOf(request, sprung.moment);
    if (boundary.hits > 0 && boundary !== sprung.target) return undefined;
    if (boundary.hits > 0 && sprung.skip > 0) {
      sprung.skip -= 1;
      return undefined;
    }
    boundary.hits += 1;
    trap = undefined;
    return sprung;
  }

  function doLate(handle: () => Promise<Response>): Promise<Response> {
    const doing = pause(chance.below(maxLateMs)).then(handle);
    late.add(doing);
    return doing.finally(() => late.delete(doing));
  }

  return {
    async onRequest(platform, request, handle) {
      const sprung = spring(nameOf(platform, request));
      if (sprung === undefined) return handle();
      const { moment, kill } = sprung;
      switch (moment) {
        case "never done":
          kill();
          return unheard();
        case "done late":
          kill();
          return doLate(handle);
        case "done, not answered": {
          const answer = await handle();
          kill();
          return answer;
        }
        case "answered": {
          const answer = await handle();
          setTimeout(kill, chance.below(maxAnsweredMs));
          return answer;
        }
      }
    },
    arm(kill) {
      const target = leastTried([...boundaries.values()], chance);
      if (target) target.tries += 1;
      const moment = target?.moment ?? chance.pick(moments);
      trap = { moment, target, kill, skip: chance.below(maxSkipped) };
    },
    disarm: () => void (trap = undefined),
    async settled() {
      await Promise.allSettled(late);
    },
    coverage() {
      const all = [...boundaries].map(([name, { hits }]) => ({ name, hits }));
      const missed = all.filter(({ hits }) => hits === 0).map(({ name }) => name);
      return { known: all.length, hit: all.length - missed.length, missed };
    },
  };
}

/** The product is dead by the time this would reach it. */
function unheard(): Response {
  return new Response(null, { status: 503 });
}

/** What kind of request it is, without the ids in its path. */
function nameOf(platform: string, { method, url }: Request): string {
  const path = new URL(url).pathname.replaceAll(/(?<=\/)(\d+|sandbox-\d+)(?=\/|$)/g, "#");
  return `${platform} ${method} ${path}`;
}

function leastTried(boundaries: readonly Boundary[], chance: Chance): Boundary | undefined {
  if (boundaries.length === 0) return undefined;
  const fewest = Math.min(...boundaries.map(({ tries }) => tries));
  return chance.pick(boundaries.filter(({ tries }) => tries === fewest));
}
