// The one door to the image library. It is loaded when first needed, for a server that only posts
// texts does well without its 25 MB, and one picture is worked on at a time: memory is then bounded by
// the worst picture, not by how many people upload at once.
//
// A turn must wait for nothing but its picture, above all not for the database: those who wait for a
// turn may hold all of its connections.

export type Sharp = typeof import("sharp").default;

let loaded: Promise<Sharp> | undefined;
let lastTurn: Promise<unknown> = Promise.resolve();

/** For every picture that is decoded: its size is known by then, so anything beyond is a lie. */
export const decoding = { limitInputPixels: 50_000_000, failOn: "truncated" } as const;

/** For one picture. Far more than the largest one takes. */
export const timeLimit = { seconds: 60 };

/** Runs `work` when those before it are done. */
export function withSharp<T>(work: (sharp: Sharp) => Promise<T>): Promise<T> {
  const turn = lastTurn.then(async () => work(await (loaded ??= load())));
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function load(): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
