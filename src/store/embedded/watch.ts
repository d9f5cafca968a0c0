// Brings PostgreSQL back when it ends while the database is in use: killed by a person or by the
// kernel for its memory. It looks by pid, since an adopted postmaster is not a child of this process.

import { livingProcess } from "./processes.ts";

const lookEveryMs = 500;
const pauseAfterFailureMs = 10_000;

interface Watch {
  /** Ends the watch; a revival under way is waited for. */
  stop(): Promise<void>;
}

interface WatchOptions {
  pid: number;
  /** Starts PostgreSQL again; resolves to its new pid. */
  revive: () => Promise<number>;
  onEvent: (message: string) => void;
}

/** Watches until stopped. It does not keep the process alive. */
export function watchPostmaster({ pid, revive, onEvent }: WatchOptions): Watch {
  let watched = { pid, startMark: livingProcess(pid)?.startMark };
  let reviving: Promise<void> | undefined;
  let notBeforeMs = 0;

  // A postmaster in another container is out of sight, has no mark, and is not revived from here.
  const look = async () => {
    if (livingProcess(watched.pid)?.startMark === watched.startMark) return;
    onEvent(`PostgreSQL (process ${watched.pid}) has ended; starting it again.`);
    try {
      const revived = await revive();
      watched = { pid: revived, startMark: livingProcess(revived)?.startMark };
    } catch (error) {
      notBeforeMs = performance.now() + pauseAfterFailureMs;
      const reason = error instanceof Error ? error.message : String(error);
      onEvent(`PostgreSQL could not be started again: ${reason}`);
    }
  };

  const timer = setInterval(() => {
    if (reviving !== undefined || performance.now() < notBeforeMs) return;
    reviving = look().finally(() => (reviving = undefined));
  }, lookEveryMs);
  timer.unref();

  return {
    stop: async () => {
      clearInterval(timer);
      await reviving;
    },
  };
}
