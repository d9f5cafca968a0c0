// Bodies that are too large are refused by their stated length, before anything is done with them.

import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ApiProblem } from "./problems.ts";

/** What is read of a refused body, so that its sender hears why instead of a broken connection. */
const maxDiscardedBytes = 64_000_000;

export function limitBody(maxSizeBytes: number, detail: string) {
  return bodyLimit({
    maxSize: maxSizeBytes,
    async onError(c) {
      await discardBody(c);
      throw new ApiProblem({ status: 413, code: "too-large", detail });
    },
  });
}

/**
 * Reads the rest of the body. Without that the server closes the connection half a second after the
 * answer (@hono/node-server 2.1.8), and takes with it whatever is asked on it by then.
 */
async function discardBody(c: Context): Promise<void> {
  const { body } = c.req.raw;
  const isEmptied = body === null || (!body.locked && (await readAll(body)));
  if (!isEmptied) c.header("connection", "close");
}

/** False: it is too long, or its sender has gone. */
async function readAll(body: ReadableStream<Uint8Array>): Promise<boolean> {
  const reader = body.getReader();
  let sizeBytes = 0;
  try {
    while (sizeBytes <= maxDiscardedBytes) {
      const { done, value } = await reader.read();
      if (done) return true;
      sizeBytes += value.length;
    }
    return false;
  } catch {
    return false;
  }
}
