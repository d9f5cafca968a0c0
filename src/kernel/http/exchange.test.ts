// How a request ends, and how far it came, for every way in which it can fail.

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { LookupFunction } from "node:net";
import { setImmediate as turn } from "node:timers/promises";

import { describe, expect, onTestFinished, test } from "vitest";

import { endingOf, failureOf, testFetch, testPost } from "#test/http.ts";
import { answer, closedPort, loopbackPeer } from "#test/loopback.ts";

describe("nothing was sent when", () => {
  test("the connection is refused", async () => {
    const host = `127.0.0.1:${await closedPort()}`;
    const post = testPost(host);
    expect(await endingOf(post(`http://${host}/`))).toEqual({ kind: "unreachable", sent: "no" });
  });

  test("the name does not resolve", async () => {
    const lookup: LookupFunction = (_name, _options, done) =>
      done(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
    const post = testPost("platform.test:80", {}, { lookup });
    const failure = await failureOf(post("http://platform.test/"));
    expect(failure).toMatchObject({ kind: "unreachable", sent: "no" });
    expect(failure.message).toBe(
      "POST http://platform.test/: no connection could be made (ENOTFOUND)",
    );
  });

  test("the other side never completes the TLS handshake", async () => {
    await using peer = await loopbackPeer();
    const post = testPost(peer.host, {}, { connectTimeoutMs: 20 });
    expect(await endingOf(post(`https://${peer.host}/`))).toEqual({ kind: "timeout", sent: "no" });
  });

  test.each(["abort", "deadline"])("the %s comes while the name resolves", async (cause) => {
    await using peer = await loopbackPeer();
    const { lookup, asked, release } = heldLookup();
    const abort = new AbortController();
    const session = cause === "abort" ? { signal: abort.signal } : { timeoutMs: 500 };
    const host = `platform.test:${peer.port}`;
    const attempt = endingOf(testPost(host, session, { lookup })(`http://${host}/`));
    await asked;
    if (cause === "abort") abort.abort();
    const kind = cause === "abort" ? "aborted" : "timeout";
    expect(await attempt).toEqual({ kind, sent: "no" });

    release();
    await peer.firstGone;
    expect(peer.requests).toEqual([]);
  });

  test("the signal has already fired", async () => {
    await using peer = await loopbackPeer();
    const post = testPost(peer.host, { signal: AbortSignal.abort() });
    expect(await endingOf(post(peer.origin))).toEqual({ kind: "aborted", sent: "no" });
    expect(peer.sockets).toEqual([]);
  });

  test("beforeSend throws on a new connection", async () => {
    await using peer = await loopbackPeer();
    const beforeSend = () => {
      throw new Error("lease lost");
    };
    const failure = await failureOf(testPost(peer.host, { beforeSend })(peer.origin));
    expect(failure).toMatchObject({ kind: "stopped", sent: "no" });
    expect(failure.message).toContain("lease lost");
    await peer.firstGone;
    expect(peer.requests).toEqual([]);
  });

  test("beforeSend throws on a connection used before", async () => {
    await using peer = await loopbackPeer();
    let calls = 0;
    const beforeSend = () => {
      calls += 1;
      if (calls === 2) throw new Error("lease lost");
    };
    const post = testPost(peer.host, { beforeSend });
    await rested(post(peer.origin));
    expect(await endingOf(post(peer.origin))).toEqual({ kind: "stopped", sent: "no" });
    await rested(post(peer.origin));
    expect(peer.requests).toHaveLength(2);
    expect(calls).toBe(3);
  });

  test("beforeSend aborts the caller's own signal", async () => {
    await using peer = await loopbackPeer();
    const abort = new AbortController();
    const session = { signal: abort.signal, beforeSend: () => abort.abort() };
    const post = testPost(peer.host, session);
    expect(await endingOf(post(peer.origin))).toEqual({ kind: "aborted", sent: "no" });
    await peer.firstGone;
    expect(peer.requests).toEqual([]);
  });

  test("a header cannot be written", async () => {
    await using peer = await loopbackPeer();
    const send = testFetch(peer.host);
    const headers = { authorization: "Bearer a\r\nx: y" };
    const attempt = send({ method: "POST", url: peer.origin, headers });
    expect(await endingOf(attempt)).toEqual({ kind: "invalid-request", sent: "no" });
    expect(peer.requests).toEqual([]);
  });
});

describe("it may have been sent when", () => {
  test("the other side closes before it reads", async () => {
    await using peer = await loopbackPeer({ onConnection: (socket) => socket.destroy() });
    expect(await endingOf(testPost(peer.host)(peer.origin))).toEqual({
      kind: "lost",
      sent: "maybe",
    });
  });

  test.each(["POST", "GET"] as const)("the connection ends after a %s was read", async (method) => {
    await using peer = await loopbackPeer({ onRequest: (socket) => socket.destroy() });
    const attempt = testFetch(peer.host)({ method, url: peer.origin });
    expect(await endingOf(attempt)).toEqual({ kind: "lost", sent: "maybe" });
    expect(peer.requests).toHaveLength(1);
    expect(peer.sockets).toHaveLength(1);
  });

  test("the deadline comes before an answer", async () => {
    await using peer = await loopbackPeer({ onRequest: () => {} });
    const post = testPost(peer.host, { timeoutMs: 500 });
    expect(await endingOf(post(peer.origin))).toEqual({ kind: "timeout", sent: "maybe" });
  });

  test("the caller aborts before an answer", async () => {
    const abort = new AbortController();
    await using peer = await loopbackPeer({ onRequest: () => abort.abort() });
    const post = testPost(peer.host, { signal: abort.signal });
    expect(await endingOf(post(peer.origin))).toEqual({ kind: "aborted", sent: "maybe" });
  });

  test("what comes back is not HTTP", async () => {
    await using peer = await loopbackPeer({ onRequest: (socket) => socket.write("SSH-2.0\r\n") });
    expect(await endingOf(testPost(peer.host)(peer.origin))).toEqual({
      kind: "lost",
      sent: "maybe",
    });
  });

  test("a connection used before is closed instead of answered", async () => {
    await using peer = await loopbackPeer({
      onRequest: (socket) => (peer.requests.length === 1 ? answer(204)(socket) : socket.destroy()),
    });
    const post = testPost(peer.host);
    await rested(post(peer.origin));
    expect(await endingOf(post(peer.origin))).toEqual({ kind: "lost", sent: "maybe" });
    expect(peer.requests).toHaveLength(2);
    expect(peer.sockets).toHaveLength(1);
  });
});

describe("it was sent when", () => {
  const half = "HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\nhalf";

  test("the answer's body is cut off", async () => {
    await using peer = await loopbackPeer({ onRequest: (socket) => socket.end(half) });
    const end = await endingOf(testPost(peer.host)(peer.origin));
    expect(end).toEqual({ kind: "lost", sent: "yes", status: 201 });
  });

  test("the deadline comes during the body", async () => {
    await using peer = await loopbackPeer({ onRequest: (socket) => socket.write(half) });
    const end = await endingOf(testPost(peer.host, { timeoutMs: 500 })(peer.origin));
    expect(end).toEqual({ kind: "timeout", sent: "yes", status: 201 });
  });

  test("the caller aborts during the body", async () => {
    await using peer = await loopbackPeer({ onRequest: (socket) => socket.write(half) });
    const abort = new AbortController();
    const head = Promise.withResolvers<void>();
    watch("undici:request:headers", head.resolve);
    const attempt = endingOf(testPost(peer.host, { signal: abort.signal })(peer.origin));
    await head.promise;
    abort.abort();
    expect(await attempt).toEqual({ kind: "aborted", sent: "yes", status: 201 });
  });

  test("the body is larger than allowed", async () => {
    await using peer = await loopbackPeer({ onRequest: answer(200, "12345") });
    const allowing = (maxResponseBytes: number) =>
      testPost(peer.host, { maxResponseBytes })(peer.origin);
    expect((await allowing(5)).text()).toBe("12345");
    expect(await endingOf(allowing(4))).toEqual({ kind: "too-large", sent: "yes", status: 200 });
  });

  test("the body is larger than wanted, and its beginning is enough", async () => {
    // The rest never comes, and is not waited for.
    const begun = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n12345";
    await using peer = await loopbackPeer({ onRequest: (socket) => socket.write(begun) });
    const cut = testPost(peer.host, { maxResponseBytes: 4, whenLarger: "cut" });
    expect((await cut(peer.origin)).text()).toBe("1234");
    await peer.firstGone;
    const whole = { maxResponseBytes: 5, whenLarger: "cut" } as const;
    await using small = await loopbackPeer({ onRequest: answer(200, "12345") });
    expect((await testPost(small.host, whole)(small.origin)).text()).toBe("12345");
  });

  test("the body breaks its own framing", async () => {
    const broken = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnot a length\r\n";
    await using peer = await loopbackPeer({ onRequest: (socket) => socket.write(broken) });
    const end = await endingOf(testPost(peer.host)(peer.origin));
    expect(end).toEqual({ kind: "lost", sent: "yes", status: 200 });
  });
});

describe("connections that are kept", () => {
  test("are used again", async () => {
    await using peer = await loopbackPeer();
    const post = testPost(peer.host);
    await rested(post(peer.origin));
    await rested(post(peer.origin));
    expect(peer.sockets).toHaveLength(1);
  });

  test("are not used again once the other side has closed them", async () => {
    await using peer = await loopbackPeer();
    const post = testPost(peer.host);
    await rested(post(peer.origin));
    peer.sockets[0]?.end();
    await peer.firstGone;
    expect((await post(peer.origin)).status).toBe(204);
    expect(peer.requests).toHaveLength(2);
    expect(peer.sockets).toHaveLength(2);
  });

  test("never make a request arrive twice, even when closed in the same moment", async () => {
    await using peer = await loopbackPeer();
    const post = testPost(peer.host);
    await rested(post(peer.origin));
    peer.sockets[0]?.end();
    const ending = await post(peer.origin).then(
      ({ status }) => ({ status }),
      (failure: unknown) => endingOf(Promise.reject(failure)),
    );
    expect([{ status: 204 }, { kind: "lost", sent: "maybe" }]).toContainEqual(ending);
    expect(peer.requests.length).toBeLessThanOrEqual(2);
  });

  test("beforeSend runs in the same turn as the writing, on both", async () => {
    await using peer = await loopbackPeer();
    const order: string[] = [];
    const beforeSend = () => {
      order.push("beforeSend");
      queueMicrotask(() => order.push("next turn"));
    };
    watch("undici:client:connected", () => order.push("connected"));
    watch("undici:client:sendHeaders", () => order.push("written"));
    const post = testPost(peer.host, { beforeSend });
    await rested(post(peer.origin));
    await rested(post(peer.origin));
    const turn = ["beforeSend", "written", "next turn"];
    expect(order).toEqual(["connected", ...turn, ...turn]);
  });
});

/** A resolver that answers 127.0.0.1, but only when told to. */
function heldLookup() {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const lookup: LookupFunction = (_name, _options, done) => {
    asked.resolve();
    void held.promise.then(() => done(null, [{ address: "127.0.0.1", family: 4 }]));
  };
  return { lookup, asked: asked.promise, release: held.resolve };
}

/** An answer, and the turn after it in which undici takes the connection back. */
async function rested(attempt: Promise<unknown>): Promise<void> {
  await attempt;
  await turn();
  await turn();
}

/** Listens to undici's own account of what it does. */
function watch(channel: string, listener: () => void): void {
  subscribe(channel, listener);
  onTestFinished(() => void unsubscribe(channel, listener));
}
