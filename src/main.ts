// The process: reads the configuration, starts, says where to go, and ends tidily.

import { ConfigError, readConfig } from "./config.ts";
import { DatabaseStartError } from "#store/embedded/errors.ts";
import { startApp } from "./app.ts";
import { StartError } from "./server.ts";

/** Longer than stopping in good order takes. */
const hangsAfterMs = 20_000;

try {
  const config = await readConfig();
  const app = await startApp(config);
  console.log(`Broadside is at ${app.url}`);
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      // A second Ctrl-C means now; whatever is under way is resumed at the next start.
      if (isStopping) process.exit(130);
      isStopping = true;
      setTimeout(() => process.exit(1), hangsAfterMs).unref();
      app[Symbol.asyncDispose]().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  if (!isForPeople(error)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** Errors whose message says what to do: a stack trace would only hide it. */
function isForPeople(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof DatabaseStartError ||
    error instanceof StartError
  );
}
