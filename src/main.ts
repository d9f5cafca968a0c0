// The process: reads the configuration, starts, says where to go, and ends tidily.

import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Halves the time that a thousand modules take to load, for those that are imported after it. Beside the
// code and not in /tmp, where others could leave code for us; where nothing can be written it does nothing.
enableCompileCache(fileURLToPath(new URL("../dist/compiled", import.meta.url)));
const { ConfigError, readConfig } = await import("./config.ts");
const { DatabaseStartError } = await import("#store/embedded/errors.ts");
const { startApp } = await import("./app.ts");
const { StartError } = await import("./server.ts");

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
