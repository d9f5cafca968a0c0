// Answers while they are written, from one origin alone.

import { expect, onTestFinished, test } from "vitest";
import { failureOf } from "#test/http.ts";
import { answer, closedPort, loopbackPeer } from "#test/loopback.ts";
import { createStreamedFetch } from "./streamed.ts";

test("an answer is read as it comes", async () => {
  const later = Promise.withResolvers<void>();
  await using peer = await loopbackPeer({
    onRequest(socket) {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n");
      void later.promise.then(() => socket.write("3\r\ntwo\r\n0\r\n\r\n"));
    },
  });
  const { body } = await streamed(peer.origin)(`${peer.origin}/v1`, { method: "POST", body: "?" });
  const pieces: string[] = [];
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    pieces.push(piece);
    later.resolve();
  }
  expect(pieces).toEqual(["one", "two"]);
});

test("every status is an answer, also one that leads elsewhere", async () => {
  await using peer = await loopbackPeer({
    onRequest: answer(302, "moved", ["location: https://example.org/"]),
  });
  const moved = await streamed(peer.origin)(peer.origin);
  expect([moved.status, await moved.text()]).toEqual([302, "moved"]);
  expect(peer.requests).toHaveLength(1);
});

test("no other origin is reached", async () => {
  await using peer = await loopbackPeer();
  await using other = await loopbackPeer();
  const failure = await failureOf(streamed(peer.origin)(`${other.origin}/v1`));
  expect(failure.kind).toBe("refused-by-guard");
  expect(other.requests).toEqual([]);
});

test("an answer that is too large is not read to its end", async () => {
  await using peer = await loopbackPeer({ onRequest: answer(200, "x".repeat(2000)) });
  const large = await streamed(peer.origin)(peer.origin);
  expect((await failureOf(large.text())).kind).toBe("too-large");
});

test("nobody there, and a connection that breaks, are failures without secrets", async () => {
  const port = await closedPort();
  const nobody = `http://127.0.0.1:${port}`;
  const missed = await failureOf(streamed(nobody)(`${nobody}/sesame`));
  expect([missed.kind, missed.message.includes("sesame")]).toEqual(["unreachable", false]);
  await using peer = await loopbackPeer({
    onRequest(socket) {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\none");
      setImmediate(() => socket.destroy());
    },
  });
  const lost = await failureOf(streamed(peer.origin)(peer.origin).then((each) => each.text()));
  expect(lost.kind).toBe("lost");
});

test("who calls may give up, before the answer and within it", async () => {
  await using peer = await loopbackPeer({
    onRequest: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\none"),
  });
  const fetch = streamed(peer.origin);
  await expect(fetch(peer.origin, { signal: AbortSignal.abort("gone") })).rejects.toBe("gone");
  const gone = new AbortController();
  const begun = await fetch(peer.origin, { signal: gone.signal });
  gone.abort("gone");
  await expect(begun.text()).rejects.toBe("gone");
  await peer.firstGone;
});

function streamed(at: string): typeof globalThis.fetch {
  const { fetch, close } = createStreamedFetch({ at, maxResponseBytes: 1000, secrets: ["sesame"] });
  onTestFinished(() => close());
  return fetch;
}
