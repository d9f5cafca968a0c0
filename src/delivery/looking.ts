// A loop that looks for work: at once when hinted at, else after the pause that the last look named.
// Hints during a look lead to one more look; two looks never overlap.

export interface Looking {
  /** There may be something to do. */
  hint(): void;
  /** Resolves when a look under way is over; there is none after that. */
  stop(): Promise<void>;
}

export interface LookingOptions {
  /** Looks once; returns how long to pause, in milliseconds, unless a hint comes. */
  look(): Promise<number>;
  /** After an error. */
  pauseMs: number;
  onError(error: unknown): void;
}

export function startLooking({ look, pauseMs, onError }: LookingOptions): Looking {
  let isStopped = false;
  let isHinted = false;
  let current: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function hint(): void {
    isHinted = true;
    if (!isStopped) current ??= lookUntilQuiet();
  }

  async function lookUntilQuiet(): Promise<void> {
    clearTimeout(timer);
    let nextMs = pauseMs;
    while (isHinted && !isStopped) {
      isHinted = false;
      try {
        nextMs = await look();
      } catch (error) {
        nextMs = pauseMs;
        onError(error);
      }
    }
    current = undefined;
    if (!isStopped) timer = setTimeout(hint, nextMs);
  }

  hint();
  return {
    hint,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
