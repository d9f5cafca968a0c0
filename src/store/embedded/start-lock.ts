// One process at a time creates, starts or stops the database of a data directory.
// Mutual exclusion without atomic takeover of a dead holder's lock, which no plain file offers:
// place a claim first, look second. Of two that overlap, the later look sees the other's claim.

import { setTimeout as sleep } from "node:timers/promises";

import { livingClaims, placeClaim, type Claim } from "./claims.ts";
import { tellWhileWaiting } from "./wait.ts";

/** Runs `work` while no other process, and no other caller in this one, is inside its own. */
export async function withStartLock<T>(
  claimsDir: string,
  onEvent: (message: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const claim = await takeTurn(claimsDir, onEvent);
  try {
    return await work();
  } finally {
    await claim.release();
  }
}

async function takeTurn(claimsDir: string, onEvent: (message: string) => void): Promise<Claim> {
  let holder: Claim | undefined;
  const onWait = tellWhileWaiting((seconds) =>
    onEvent(
      `Waiting for process ${holder?.pid}, which is starting or stopping the database (${seconds} s).`,
    ),
  );
  // Uneven pauses, so that two that keep finding each other's claims part ways.
  for (; ; await sleep(2 + Math.random() * 20)) {
    [holder] = await livingClaims(claimsDir, "start");
    if (holder === undefined) {
      const claim = await placeClaim(claimsDir, "start");
      if ((await livingClaims(claimsDir, "start")).length === 1) return claim;
      await claim.release();
    }
    onWait();
  }
}
