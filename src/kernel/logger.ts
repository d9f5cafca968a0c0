// The log: JSON lines, one event each. What may hold a secret never gets this far (the guarded fetch
// redacts, credentials are never passed on), and the usual suspects are censored here once more.

import pino from "pino";

export type Logger = pino.Logger;

export interface LoggerOptions {
  level: "silent" | "error" | "warn" | "info" | "debug";
}

export function createLogger({ level }: LoggerOptions): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: ["credential", "secret", "password", "token", "authorization", "cookie"].flatMap(
        (name) => [name, `*.${name}`, `*.*.${name}`],
      ),
      censor: "[redacted]",
    },
  });
}
