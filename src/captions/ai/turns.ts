// So many at a time: whoever comes when all places are taken waits in line, and the line has an end.

export interface Turns {
  /** Resolves to a turn, which ends when it is disposed. Undefined: the line is full, or `signal` ended the wait. */
  take(signal: AbortSignal): Promise<Disposable | undefined>;
}

export function createTurns({ places, line }: { places: number; line: number }): Turns {
  let taken = 0;
  const waiting = new Set<() => void>();

  function begin(): Disposable {
    taken += 1;
    let isOver = false;
    return {
      [Symbol.dispose]() {
        if (isOver) return;
        isOver = true;
        taken -= 1;
        const [next] = waiting;
        next?.();
      },
    };
  }

  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      if (taken < places) return Promise.resolve(begin());
      if (waiting.size >= line) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const leave = () => {
          waiting.delete(enter);
          signal.removeEventListener("abort", giveUp);
        };
        const enter = () => {
          leave();
          resolve(begin());
        };
        const giveUp = () => {
          leave();
          resolve(undefined);
        };
        waiting.add(enter);
        signal.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
