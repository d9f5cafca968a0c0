// Where images are decoded and drawn: a process of its own, started when first needed and ended when
// it has been idle for a while. A file that crashes a decoder, or makes it run for ever, takes nothing
// else with it; the memory goes back to the system; and no secret is near what strangers' files reach.
//
// One order at a time: memory is bounded by the worst image, not by how many people come at once.

import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import path from "node:path";
import { minutes, seconds } from "#kernel/clock.ts";
import type { Answer, Order, Tasks } from "./tasks.ts";

export interface WorkshopOptions {
  /** For one order; far more than the largest image takes. */
  timeoutMs: number;
  idleMs: number;
}

/** Why an order could not be carried out, in words that end a sentence. */
export interface Failed {
  failed: string;
}

type Given<Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];
type Done<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

const program = path.join(import.meta.dirname, `process${path.extname(import.meta.filename)}`);

/**
 * glibc keeps what its threads have freed: after sixteen photos of 40 megapixels a process held 525 MB
 * without this, 90 MB with it (sharp 0.35.5, glibc 2.36, 2026-11-22). Bytes; mallopt(3).
 */
const environment = {
  MALLOC_TRIM_THRESHOLD_: "131072",
  MALLOC_MMAP_THRESHOLD_: "131072",
};

export class Workshop {
  readonly #options: WorkshopOptions;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #process: ChildProcess | undefined;
  #closing: NodeJS.Timeout | undefined;

  constructor(options: WorkshopOptions) {
    this.#options = options;
  }

  /**
   * Whoever waits for a turn may hold a connection of the database, and all others may do the same: so
   * a task must not need one.
   */
  perform<Name extends keyof Tasks>(task: Name, given: Given<Name>): Promise<Done<Name> | Failed> {
    const turn = this.#lastTurn.then(() => this.#perform({ task, given }));
    this.#lastTurn = turn.catch(() => undefined);
    return turn as Promise<Done<Name> | Failed>;
  }

  async #perform(order: Order): Promise<unknown> {
    clearTimeout(this.#closing);
    const child = (this.#process ??= this.#start());
    child.ref();
    child.channel?.ref();
    const answer = await answerOf(child, order, this.#options.timeoutMs);
    // A server that ends need not wait for it.
    child.unref();
    child.channel?.unref();
    this.#closing = setTimeout(() => this.#close(), this.#options.idleMs).unref();
    return "done" in answer ? answer.done : answer;
  }

  #start(): ChildProcess {
    const child = fork(program, {
      env: environment,
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const forget = () => {
      if (this.#process === child) this.#process = undefined;
    };
    return child.once("exit", forget).once("error", forget);
  }

  #close(): void {
    this.#process?.disconnect();
    this.#process = undefined;
  }
}

export const workshop = new Workshop({ timeoutMs: minutes(1), idleMs: seconds(30) });

function answerOf(child: ChildProcess, order: Order, timeoutMs: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const onMessage = (answer: unknown) => resolve(answer as Answer);
  const onError = (error: Error) => resolve({ failed: error.message });
  const onExit = (code: number | null) => {
    const killed = "it takes too much time or memory";
    resolve({ failed: code === null ? killed : `the decoder ended with ${code}` });
  };
  const tooLong = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  child.on("message", onMessage).on("error", onError).on("exit", onExit);
  child.send(order, (error) => {
    if (error !== null) onError(error);
  });
  return promise.finally(() => {
    clearTimeout(tooLong);
    child.off("message", onMessage).off("error", onError).off("exit", onExit);
  });
}
