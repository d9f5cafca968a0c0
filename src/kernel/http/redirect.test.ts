import { describe, expect, test } from "vitest";

import { endingOf, testFetch } from "#test/http.ts";
import { answer, loopbackPeer, type Peer } from "#test/loopback.ts";

const redirectTo = (location: string, status = 302) =>
  answer(status, "moved", [`location: ${location}`]);

/** A peer that redirects each path in the table and answers 200 to the others. */
function redirecting(table: Readonly<Record<string, string>>): Promise<Peer> {
  return loopbackPeer({
    onRequest: (socket, request) => {
      const location = table[request.split(" ")[1] ?? ""];
      (location === undefined ? answer(200, "here") : redirectTo(location))(socket);
    },
  });
}

describe("a read", () => {
  test.each(["GET", "HEAD"] as const)("by %s is led on", async (method) => {
    await using peer = await redirecting({ "/a": "/b?c=d", "/b?c=d": "e", "/e": "#f" });
    const response = await testFetch(peer.host)({ method, url: `${peer.origin}/a` });
    expect(response).toMatchObject({ status: 302, url: `${peer.origin}/e#f` });
    expect(peer.requests.map((request) => request.split(" ")[1])).toEqual([
      ...["/a", "/b?c=d", "/e", "/e"],
    ]);
  });

  test("is led on three times at most", async () => {
    await using peer = await redirecting({ "/1": "/2", "/2": "/3", "/3": "/4", "/4": "/5" });
    const response = await testFetch(peer.host)({ method: "GET", url: `${peer.origin}/1` });
    expect(response).toMatchObject({ status: 302, url: `${peer.origin}/4` });
    expect(peer.requests).toHaveLength(4);
  });

  test.each([
    ["a host that is not declared", "https://elsewhere.test/"],
    ["an address that is not https", "http://elsewhere.test/"],
    ["a host with a password", "http://user:password@127.0.0.1/"],
    ["no address at all", "https://"],
  ])("led to %s gives the redirect itself", async (_what, location) => {
    await using peer = await redirecting({ "/": location });
    const response = await testFetch(peer.host)({ method: "GET", url: peer.origin });
    expect(response).toMatchObject({ status: 302, url: `${peer.origin}/` });
    expect(response.headers.get("location")).toBe(location);
    expect(response.text()).toBe("moved");
  });

  test("led to a private address fails, as sent", async () => {
    await using target = await loopbackPeer();
    await using peer = await redirecting({ "/": `https://${target.host}/` });
    const send = testFetch(peer.host, { hosts: [peer.host, target.host] });
    const ending = await endingOf(send({ method: "GET", url: peer.origin }));
    expect(ending).toEqual({ kind: "refused-by-guard", sent: "yes" });
    expect(target.sockets).toEqual([]);
  });

  test("takes its credentials along within an origin, and never to another", async () => {
    await using target = await loopbackPeer();
    await using peer = await redirecting({ "/a": "/b", "/b": `${target.origin}/c` });
    const hosts = [peer.host, target.host];
    const send = testFetch(peer.host, { hosts }, { allowHosts: hosts });
    const headers = {
      Authorization: "Bearer canary",
      Cookie: "canary",
      "X-Key": "canary",
      Accept: "x/y",
    };
    await send({ method: "GET", url: `${peer.origin}/a`, headers });
    expect(peer.requests[1]).toContain("authorization: Bearer canary");
    expect(target.requests[0]).toMatch(/^GET \/c HTTP/);
    expect(target.requests[0]).toContain("accept: x/y");
    expect(target.requests[0]).not.toContain("canary");
  });
});

describe("a write", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"] as const)("by %s is not led on", async (method) => {
    await using peer = await loopbackPeer({ onRequest: redirectTo("/elsewhere", 307) });
    const response = await testFetch(peer.host)({ method, url: peer.origin, body: "post" });
    expect(response.status).toBe(307);
    expect(peer.requests).toHaveLength(1);
  });
});

test("an answer that is no redirect may carry a location", async () => {
  await using peer = await loopbackPeer({ onRequest: answer(201, "made", ["location: /made"]) });
  const response = await testFetch(peer.host)({ method: "GET", url: peer.origin });
  expect(response.status).toBe(201);
  expect(peer.requests).toHaveLength(1);
});
