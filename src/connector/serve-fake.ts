// Serves a fake over HTTP on loopback, with the faults that can befall every platform: for the
// sandbox, and for tests that want the whole way from a connector to a platform.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { plus } from "#kernel/clock.ts";
import type { CreateFake, Fake } from "./fake.ts";
import { createFaults, type FaultQueue, type Faults } from "./faults.ts";

/** More than any platform takes, so that it is the fake that refuses. */
const maxRequestBytes = 64 * 1024 * 1024;
const maxRequestsRemembered = 1000;

export interface ServeFakeOptions {
  createFake: CreateFake;
  now(): Date;
  /** Any free one by default. */
  port?: number;
  /** Where its posts are read; its own origin by default. */
  web?: string;
}

export interface ServedFake extends AsyncDisposable {
  origin: string;
  fake: Fake;
  faults: Faults;
  /** The latest ones, oldest first. */
  requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Headers and path as they came, secrets included: for tests, never for a log. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
}

/** What becomes of a request: an answer, or none because the connection is lost. */
type Fate = Response | "lost";

interface Platform {
  fake: Fake;
  faults: FaultQueue;
  now(): Date;
  closing: AbortSignal;
}

export async function serveFake(options: ServeFakeOptions): Promise<ServedFake> {
  const closing = new AbortController();
  const server = createServer();
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(options.port ?? 0, "127.0.0.1", listening.resolve);
  await listening.promise;

  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { createFake, now, web = origin } = options;
  const fake = createFake({ now, origin, web });
  const faults = createFaults();
  const requests: SeenRequest[] = [];
  const platform = { fake, faults, now, closing: closing.signal };
  server.on("request", (incoming, outgoing) => {
    requests.push(seen(incoming));
    if (requests.length > maxRequestsRemembered) requests.shift();
    void exchange(platform, { origin, incoming, outgoing });
  });

  async function close() {
    closing.abort();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
  return { origin, fake, faults, requests, close, [Symbol.asyncDispose]: close };
}

interface Connection {
  origin: string;
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

async function exchange(platform: Platform, { origin, incoming, outgoing }: Connection) {
  try {
    const fate = await meet(platform, await toRequest(origin, incoming));
    if (fate === "lost") outgoing.destroy();
    else await write(outgoing, fate);
  } catch (error) {
    // The caller has gone, or the fake has a bug; a bug must not look like a fault that was asked for.
    if (outgoing.destroyed || platform.closing.aborted) return;
    outgoing.writeHead(500, { "content-type": "text/plain" });
    outgoing.end(`The fake broke: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

async function meet({ fake, faults, now, closing }: Platform, request: Request): Promise<Fate> {
  const injection = faults.next(fake.isPost(request));
  switch (injection?.fault) {
    case undefined:
      return fake.handle(request);
    case "lose-request":
      return "lost";
    case "unauthorized":
      return fake.refusals.unauthorized();
    case "rate-limit":
      return fake.refusals.rateLimited(plus(now(), injection.resetInMs));
    case "server-error":
      return errorPage();
    case "server-error-after":
      await fake.handle(request);
      return errorPage();
    case "lose-reply":
      await fake.handle(request);
      return "lost";
    case "truncated-json":
      return truncated(await fake.handle(request));
    case "slow": {
      const response = await fake.handle(request);
      await pause(injection.delayMs, undefined, { signal: closing });
      return response;
    }
  }
}

async function toRequest(origin: string, incoming: IncomingMessage): Promise<Request> {
  const { method, headers } = seen(incoming);
  const body = await readBody(incoming);
  const init = body.length > 0 ? { method, headers, body } : { method, headers };
  return new Request(new URL(incoming.url ?? "/", origin), init);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxRequestBytes) throw new Error(`more than ${maxRequestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function write(outgoing: ServerResponse, response: Response) {
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.statusCode = response.status;
  outgoing.setHeaders(response.headers);
  outgoing.end(body);
}

function errorPage(): Response {
  const page = "<!doctype html>\n<title>500</title>\n<h1>Internal Server Error</h1>\n";
  return new Response(page, { status: 500, headers: { "content-type": "text/html" } });
}

/** Without a body there is nothing but the connection to break off. */
async function truncated(response: Response): Promise<Fate> {
  const whole = await response.clone().text();
  if (whole === "") return "lost";
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(whole.slice(0, whole.length / 2), { status: response.status, headers });
}

function seen({ method = "GET", url = "/", headers }: IncomingMessage): SeenRequest {
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { method, path: url, headers: Object.fromEntries(single) };
}
