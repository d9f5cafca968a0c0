// What can go wrong between us and a platform, as switches around a served fake: each is aimed at
// some of the coming requests and then used up.

export type Injection = Aim &
  (
    | { fault: "slow"; delayMs: number }
    | { fault: "rate-limit"; resetInMs: number }
    | { fault: PlainFault }
  );

export type PlainFault =
  /** The connection is lost, and the platform never saw the request. */
  | "lose-request"
  /** The platform did it, and the connection is lost before its answer. */
  | "lose-reply"
  /** Refused, as one whose credential has run out. */
  | "unauthorized"
  /** 500 with an HTML page; nothing was done. */
  | "server-error"
  /** 500 with an HTML page, although it was done. */
  | "server-error-after"
  /** It was done, and the answer breaks off in the middle of its JSON. */
  | "truncated-json";

export interface Aim {
  /** At requests that create something a reader would see, or at all. */
  aim: "post" | "any";
  /** How many of those requests it hits. */
  times: number;
  /** How many of those requests pass unharmed before; none by default. */
  after?: number;
}

export interface Faults {
  inject(injection: Injection): void;
  /** Takes back what has not happened yet. */
  clear(): void;
}

export interface FaultQueue extends Faults {
  /** What happens to the request that has just come: the oldest injection that is due. */
  next(isPost: boolean): Injection | undefined;
}

export function createFaults(): FaultQueue {
  let pending: Required<Aim & { injection: Injection }>[] = [];
  return {
    inject(injection) {
      const { aim, times, after = 0 } = injection;
      pending.push({ aim, times, after, injection });
    },
    clear() {
      pending = [];
    },
    next(isPost) {
      const aimed = pending.filter(({ aim }) => aim === "any" || isPost);
      const due = aimed.find(({ after }) => after === 0);
      if (due) due.times -= 1;
      for (const waiting of aimed) waiting.after = Math.max(0, waiting.after - 1);
      pending = pending.filter(({ times }) => times > 0);
      return due?.injection;
    },
  };
}
