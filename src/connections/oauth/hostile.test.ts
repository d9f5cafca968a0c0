// A token endpoint that means harm, or is broken: whatever it does is bounded, is no bug of ours, and
// shows no secret to anybody.

import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "#kernel/clock.ts";
import { createHttp } from "#kernel/http/fetch.ts";
import type { Http } from "#kernel/http/fetch.ts";
import { failureOf } from "#connector/failure.ts";
import { openSession } from "../session.ts";
import { testPlatform } from "../testing/connections.ts";
import { renewTokens } from "./flow.ts";

const secrets = { refreshToken: "the-only-refresh-token", clientSecret: "the-secret-of-the-app" };
const open: (Server | Http)[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) {
    if ("guardedFetch" in each) await each.close();
    else each.closeAllConnections();
    if (!("guardedFetch" in each)) await new Promise((done) => each.close(done));
  }
});

it.each<[string, RequestListener, string]>([
  ["sends 50 MB", (_, answer) => void sendMuch(answer), "network"],
  ["stalls", () => undefined, "network"],
  ["stalls after its head", (_, answer) => void answer.writeHead(200).write("{"), "network"],
  ["sends a page", (_, answer) => void answer.end("<!doctype html><p>Hello"), "malformed"],
  ["leads to the cloud's secrets", leadingTo("http://169.254.169.254/latest/"), "answer"],
  ["leads to this machine", leadingTo("http://127.0.0.1:1/"), "answer"],
  ["leads to a public name", leadingTo("https://elsewhere.example/"), "answer"],
  ["repeats what it was sent", (request, answer) => void request.pipe(answer), "malformed"],
  ["says no, quoting the secrets", quoting, "answer"],
])("one that %s", async (_, answer, kind) => {
  const parties = await partiesWith(answer);
  const renewing = renewTokens(parties, { refreshToken: secrets.refreshToken, dpopKey: null });
  const error: unknown = await renewing.catch((caught: unknown) => caught);
  expect(failureOf(error)?.kind).toBe(kind);
  const shown = inspect(error, { depth: 9, maxStringLength: null });
  for (const secret of Object.values(secrets)) expect(shown).not.toContain(secret);
});

async function partiesWith(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createHttp({ allowHosts: [host] });
  open.push(server, http);
  const base = testPlatform({ identify: () => Promise.reject(new Error("No")) });
  const platform = { ...base, hosts: [host] };
  const session = openSession({
    ...{ http, platform, clock: systemClock, credential: secrets, timeoutMs: 1500 },
  });
  return {
    ...{
      session,
      clientKey: null,
      app: { clientId: "an-app", clientSecret: secrets.clientSecret },
    },
    server: {
      ...{ issuer: null, parUrl: null, revokeUrl: null, usesPkce: false, usesDpop: false },
      ...{ clientAuth: "post" as const, authorizeUrl: `http://${host}/authorize` },
      tokenUrl: `http://${host}/token`,
    },
  };
}

async function sendMuch(answer: Parameters<RequestListener>[1]): Promise<void> {
  answer.writeHead(200, { "content-type": "application/json" });
  const chunk = Buffer.alloc(1024 * 1024, " ");
  for (let megabytes = 0; megabytes < 50 && !answer.destroyed; megabytes += 1) {
    if (!answer.write(chunk)) {
      await new Promise((ready) => answer.once("drain", ready).once("close", ready));
    }
  }
  answer.end("{}");
}

function leadingTo(location: string): RequestListener {
  return (_, answer) => void answer.writeHead(307, { location }).end();
}

function quoting(...[request, answer]: Parameters<RequestListener>): void {
  request.setEncoding("utf8").once("data", (form: string) => {
    answer.writeHead(400, { "content-type": "application/json" });
    answer.end(JSON.stringify({ error: "invalid_grant", error_description: form }));
  });
}
