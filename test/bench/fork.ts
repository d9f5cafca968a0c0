// A script of the bench in a process of its own.

import { fork as forkProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Child {
  send(message: object): void;
  /** @throws when it ends without a word */
  next<T>(): Promise<T>;
  end(): Promise<void>;
}

/** Resolves with its first message. */
export async function fork<T>(
  file: string,
  args: readonly string[] = [],
): Promise<{ child: Child; first: T }> {
  const process = forkProcess(fileURLToPath(new URL(file, import.meta.url)), args);
  const ended = once(process, "exit");
  const child: Child = {
    send: (message) => void process.send(message),
    async next<M>() {
      const early = ended.then(() => Promise.reject(new Error(`${file} ended too early`)));
      const [message] = (await Promise.race([once(process, "message"), early])) as [M];
      return message;
    },
    async end() {
      if (process.connected) process.disconnect();
      await ended;
    },
  };
  return { child, first: await child.next<T>() };
}
