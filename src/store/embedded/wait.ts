// Waiting without leaving a person in the dark.

const tellEveryMs = 10_000;

/** A function to be called again and again while waiting; it calls `tell` after every ten seconds. */
export function tellWhileWaiting(tell: (seconds: number) => void): () => void {
  const beganAt = performance.now();
  let tellAtMs = tellEveryMs;
  return () => {
    const elapsedMs = performance.now() - beganAt;
    if (elapsedMs < tellAtMs) return;
    tellAtMs += tellEveryMs;
    tell(Math.round(elapsedMs / 1000));
  };
}
