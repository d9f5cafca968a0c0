// Listening: the HTTP server under the app.

import { createAdaptorServer } from "@hono/node-server";
import type { Http2Bindings, HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { ApiEnv } from "#api/env.ts";
import { clientAddressReader } from "./client-address.ts";
import type { Config } from "./config.ts";

/** Something outside this program keeps it from starting; the message says what to do. */
export class StartError extends Error {
  override readonly name = "StartError";
}

export async function listen(
  app: Hono<ApiEnv>,
  { port, host, trustedProxies }: Pick<Config, "port" | "host" | "trustedProxies">,
): Promise<AsyncDisposable> {
  const readAddress = clientAddressReader(trustedProxies);
  const server = createAdaptorServer({
    fetch(request: Request, { incoming }: HttpBindings | Http2Bindings) {
      const forwardedFor = request.headers.get("x-forwarded-for") ?? undefined;
      return app.fetch(request, {
        clientAddress: readAddress(incoming.socket.remoteAddress, forwardedFor),
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Streams of events never end by themselves.
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") {
    const message = `Port ${port} is in use, perhaps by another Broadside. Choose another: PORT=${port + 1} npm start`;
    return new StartError(message, { cause: error });
  }
  if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL") {
    const message = `This server may not listen on ${host}:${port}. Set HOST and PORT to what it may.`;
    return new StartError(message, { cause: error });
  }
  return error;
}
