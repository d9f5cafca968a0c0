// Whole answers, bodies of every kind, and what sessions share and do not.

import { getEventListeners } from "node:events";

import { describe, expect, onTestFinished, test } from "vitest";

import { endingOf, testFetch, testPost } from "#test/http.ts";
import { answer, loopbackPeer } from "#test/loopback.ts";

import { createHttp } from "./fetch.ts";

describe("an answer", () => {
  test.each([200, 201, 204, 304, 400, 401, 404, 429, 500, 503])(
    "of %i is an answer",
    async (status) => {
      await using peer = await loopbackPeer({ onRequest: answer(status, "") });
      expect((await testPost(peer.host)(peer.origin)).status).toBe(status);
    },
  );

  test("has headers, bytes, text and JSON", async () => {
    const headers = ["Retry-After: 3", "Set-Cookie: a=1", "set-cookie: b=2"];
    await using peer = await loopbackPeer({ onRequest: answer(429, '{"é":1}', headers) });
    const response = await testPost(peer.host)(`${peer.origin}/path?query`);
    expect(response.headers.get("retry-after")).toBe("3");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.bytes).toEqual(new TextEncoder().encode('{"é":1}'));
    expect(response.text()).toBe('{"é":1}');
    expect(response.json()).toEqual({ é: 1 });
    expect(response.url).toBe(`${peer.origin}/path?query`);
  });

  test("follows interim ones", async () => {
    await using peer = await loopbackPeer({
      onRequest: (socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");
        answer(200, "done")(socket);
      },
    });
    const response = await testPost(peer.host)(peer.origin);
    expect(response.status).toBe(200);
    expect(response.headers.has("link")).toBe(false);
  });

  test("may have no body", async () => {
    await using peer = await loopbackPeer({ onRequest: answer(200, "") });
    const response = await testFetch(peer.host)({ method: "HEAD", url: peer.origin });
    expect(response.bytes).toEqual(new Uint8Array());
  });
});

describe("a request", () => {
  const url = (origin: string) => `${origin}/path?query=1#fragment`;

  test("is written as asked", async () => {
    await using peer = await loopbackPeer();
    const headers = { "Content-Type": "application/json", "User-Agent": "Test" };
    await testFetch(peer.host)({ method: "PUT", url: url(peer.origin), headers, body: '"é"' });
    const [head, body] = peer.requests[0]?.split("\r\n\r\n") ?? [];
    expect(head?.split("\r\n")).toEqual([
      "PUT /path?query=1 HTTP/1.1",
      `host: ${peer.host}`,
      "connection: keep-alive",
      "user-agent: Test",
      "content-type: application/json",
      "content-length: 4",
    ]);
    expect(body).toBe(Buffer.from('"é"').toString("latin1"));
  });

  test("says who it is and sends nothing when given nothing", async () => {
    await using peer = await loopbackPeer();
    await testFetch(peer.host)({ method: "POST", url: peer.origin });
    expect(peer.requests[0]).toContain("user-agent: Broadside\r\n");
    expect(peer.requests[0]).toMatch(/content-length: 0\r\n\r\n$/);
  });

  test("carries bytes, a form or files", async () => {
    await using peer = await loopbackPeer();
    const send = testFetch(peer.host);
    const files = new FormData();
    files.set("payload_json", '{"content":"é"}');
    files.set("files[0]", new Blob([new Uint8Array([0, 255])], { type: "image/png" }), "a b.png");
    for (const body of [new Uint8Array([0, 255]), new URLSearchParams({ a: "é &" }), files]) {
      await send({ method: "POST", url: peer.origin, body });
    }
    const [bytes, form, multipart] = peer.requests;
    expect(bytes).toMatch(/content-length: 2\r\n\r\n\0\xff$/);
    expect(form).toContain("content-type: application/x-www-form-urlencoded");
    expect(form).toMatch(/\r\n\r\na=%C3%A9\+%26$/);
    const boundary = /content-type: multipart\/form-data; boundary=(\S+)/.exec(
      multipart ?? "",
    )?.[1];
    expect(multipart).toContain(`--${boundary}\r\n`);
    expect(multipart).toContain(
      'name="files[0]"; filename="a b.png"\r\nContent-Type: image/png\r\n\r\n\0\xff',
    );
    expect(multipart).toMatch(/content-length: \d+\r\n/);
  });

  test("may not name another host than it goes to", async () => {
    await using peer = await loopbackPeer();
    const headers = { HOST: "elsewhere.test" };
    const attempt = testFetch(peer.host)({ method: "POST", url: peer.origin, headers });
    expect(await endingOf(attempt)).toEqual({ kind: "refused-by-guard", sent: "no" });
    expect(peer.sockets).toEqual([]);
  });
});

describe("sessions", () => {
  const session = { secrets: () => [], timeoutMs: 60_000, maxResponseBytes: 100 };

  test("share connections, but not what they may contact", async () => {
    await using peer = await loopbackPeer();
    const http = createHttp({ allowHosts: [peer.host] });
    onTestFinished(() => http.close());
    const request = { method: "POST", url: peer.origin } as const;
    await http.guardedFetch({ ...session, hosts: [peer.host] })(request);
    const elsewhere = http.guardedFetch({ ...session, hosts: ["api.test"] });
    expect(await endingOf(elsewhere(request))).toEqual({ kind: "refused-by-guard", sent: "no" });
    expect(peer.requests).toHaveLength(1);
  });

  test("get their own answers, 50 at a time", async () => {
    await using peer = await loopbackPeer({
      onRequest: (socket, request) => {
        const path = request.split(" ")[1] ?? "";
        setImmediate(() => answer(200, path)(socket));
      },
    });
    const send = testFetch(peer.host);
    const paths = Array.from({ length: 50 }, (_, index) => `/${index}`);
    const responses = await Promise.all(
      paths.map((path) => send({ method: "POST", url: peer.origin + path, body: path })),
    );
    expect(responses.map((response) => response.text())).toEqual(paths);
    expect(peer.requests).toHaveLength(50);
  });

  test("leave no timer and no listener behind", async () => {
    await using peer = await loopbackPeer();
    const { signal } = new AbortController();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout");
    const before = timers();
    await testPost(peer.host, { signal })(peer.origin);
    expect(timers().length).toBeLessThanOrEqual(before.length);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("end when the door closes", async () => {
    const arrived = Promise.withResolvers<void>();
    await using peer = await loopbackPeer({ onRequest: () => arrived.resolve() });
    const http = createHttp({ allowHosts: [peer.host] });
    const send = http.guardedFetch({ ...session, hosts: [peer.host] });
    const underWay = endingOf(send({ method: "POST", url: peer.origin }));
    await arrived.promise;
    await http.close();
    expect(await underWay).toEqual({ kind: "aborted", sent: "maybe" });
    const late = send({ method: "POST", url: peer.origin });
    expect(await endingOf(late)).toEqual({ kind: "aborted", sent: "no" });
  });
});

test("an operator's entry that is no host is an error at once", () => {
  expect(() => createHttp({ allowHosts: ["http://lan.test"] })).toThrow("not a host or host:port");
});
