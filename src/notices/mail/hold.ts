// Holds a mail's content back until it has been noted that it is about to leave. The content is first
// asked for when the mail server has said "go ahead" (354) to DATA; up to then nothing of it has left.

import { Readable } from "node:stream";

export interface Hold {
  /** What is sent in place of the content. */
  back(content: Readable): Readable;
  /** Waits for the noting that is under way. @throws what that has thrown: then nothing has left */
  mayHaveLeft(): Promise<boolean>;
}

export function holdUntil(note: () => Promise<void>): Hold {
  let leaving = Promise.resolve(false);
  return {
    back(content) {
      const held: Readable = Readable.from(parts(), { objectMode: false });
      async function* parts() {
        // The connection may have been lost meanwhile, and with it the way out.
        leaving = note().then(() => !held.destroyed);
        if (await leaving) yield* content as AsyncIterable<Buffer>;
      }
      return held;
    },
    mayHaveLeft: () => leaving,
  };
}
