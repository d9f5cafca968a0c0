// No failure carries a secret, wherever the secret was and however deep one looks.

import { inspect } from "node:util";

import { expect, test } from "vitest";

import { failureOf, testFetch } from "#test/http.ts";
import { answer, closedPort, loopbackPeer } from "#test/loopback.ts";

import type { GuardedFetchOptions, HttpFailure } from "./fetch.ts";

const canary = "c4n4ry/+secret=";
const encoded = encodeURIComponent(canary);

/** A request that carries the canary everywhere a request can. */
const carrying = (origin: string) => ({
  method: "POST" as const,
  url: `${origin}/hooks/${encoded}/x?access_token=${encoded}`,
  headers: { authorization: `Bearer ${canary}`, cookie: canary },
  body: `token=${encoded}`,
});

function expectClean(failure: HttpFailure): void {
  const everything = [
    inspect(failure, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(failure),
    failure.stack,
    inspect(failure.cause, { depth: Infinity, showHidden: true }),
  ].join("\n");
  expect(everything).not.toContain("c4n4ry");
  expect(failure.message).not.toContain("?");
}

const secret = { secrets: () => [canary] };
const echo = `HTTP/1.1 200 OK\r\nx-echo: ${canary}\r\ncontent-length: 100\r\n\r\n${canary}`;

test.each<[string, string, Partial<GuardedFetchOptions>]>([
  ["cut off", echo, {}],
  ["late", echo, { timeoutMs: 20 }],
  ["too large", echo, { maxResponseBytes: 1 }],
  ["not HTTP", `${canary}\r\n\r\n`, {}],
  ["badly framed", `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${canary}\r\n`, {}],
  ["empty", "", {}],
])("an answer that is %s", async (_what, bytes, session) => {
  const { timeoutMs } = session;
  await using peer = await loopbackPeer({
    onRequest: (socket) => (timeoutMs ? socket.write(bytes) : socket.end(bytes)),
  });
  const send = testFetch(peer.host, { ...secret, ...session });
  const failure = await failureOf(send(carrying(peer.origin)));
  expectClean(failure);
  expect(failure.message).toContain(`POST ${peer.origin}/hooks/[redacted]/x: `);
});

test("an answer that is not JSON", async () => {
  await using peer = await loopbackPeer({ onRequest: answer(502, `${canary}<html>`) });
  const response = await testFetch(peer.host, secret)(carrying(peer.origin));
  const failure = await failureOf((async () => response.json())());
  expect(failure).toMatchObject({ kind: "malformed", sent: "yes", status: 502 });
  expectClean(failure);
});

test("a connection that is refused", async () => {
  const host = `127.0.0.1:${await closedPort()}`;
  expectClean(await failureOf(testFetch(host, secret)(carrying(`http://${host}`))));
});

test("an address that the guard refuses", async () => {
  const send = testFetch("lan.test:80", secret);
  const { url } = carrying("https://elsewhere.test");
  for (const refused of [url, `https://user:${encoded}@elsewhere.test`, `https://${canary} x/`]) {
    expectClean(await failureOf(send({ method: "POST", url: refused })));
  }
});

test("a header that cannot be written", async () => {
  await using peer = await loopbackPeer();
  const headers = { authorization: `Bearer ${canary}\n` };
  const send = testFetch(peer.host, secret);
  expectClean(await failureOf(send({ ...carrying(peer.origin), headers })));
});

test("a caller's own error", async () => {
  await using peer = await loopbackPeer();
  const beforeSend = () => {
    throw Object.assign(new Error(`lease of ${encoded} lost`), { token: canary });
  };
  const send = testFetch(peer.host, { ...secret, beforeSend });
  const failure = await failureOf(send(carrying(peer.origin)));
  expectClean(failure);
  expect(failure.message).toContain("lease of [redacted] lost");
});

test("a secret that changed while the request was under way", async () => {
  const secrets: string[] = [];
  await using peer = await loopbackPeer({
    onRequest: (socket) => {
      secrets.push(canary);
      socket.destroy();
    },
  });
  const send = testFetch(peer.host, { secrets: () => secrets });
  expectClean(await failureOf(send(carrying(peer.origin))));
});
