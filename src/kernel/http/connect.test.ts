// Which addresses a connection is made to, and whom the TLS handshake must prove to speak with.

import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo, LookupFunction } from "node:net";
import * as tls from "node:tls";

import { describe, expect, onTestFinished, test } from "vitest";

import { endingOf, failureOf, testFetch, testPost } from "#test/http.ts";
import { loopbackPeer } from "#test/loopback.ts";

import { publicOnly } from "./connect.ts";

/** Self-signed for platform.test, valid until 2126, used nowhere else. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUegAwIBAgIUOeFkJHdYSx7+ewBG5q6W+YvdHqQwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNcGxhdGZvcm0udGVzdDAgFw0yNjExMjIwMzI3MDRaGA8yMTI2
MTAyOTAzMjcwNFowGDEWMBQGA1UEAwwNcGxhdGZvcm0udGVzdDBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABJw9yTe26B191ShH/UHttA4H4DuIM1+6XU9nbh7J1Fa1
BueHigtnxT9qFRgOz3LrPDoFiPpb1RbB0jyr3D5vSxujbTBrMB0GA1UdDgQWBBQx
Ac/hhjisJJiJKPylSyEn/69PfjAfBgNVHSMEGDAWgBQxAc/hhjisJJiJKPylSyEn
/69PfjAPBgNVHRMBAf8EBTADAQH/MBgGA1UdEQQRMA+CDXBsYXRmb3JtLnRlc3Qw
CgYIKoZIzj0EAwIDSAAwRQIhAKO7jYs/SiwLsKuihre2RuAjPb/a8Zkf7WdU/uIK
+OPhAiBnhuihir+C7MULeDB5Q2aVsmpQVXD48pOBCxDwPm4LMg==
-----END CERTIFICATE-----`;
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZgyDd09nKGheTRKS
ncsa6WKGvJ1qqdYGrfZx0KzlryWhRANCAAScPck3tugdfdUoR/1B7bQOB+A7iDNf
ul1PZ24eydRWtQbnh4oLZ8U/ahUYDs9y6zw6BYj6W9UWwdI8q9w+b0sb
-----END PRIVATE KEY-----`;

const refused = { kind: "refused-by-guard", sent: "no" };

describe("without the operator's leave, nothing connects to", () => {
  test.each([
    ...["127.0.0.1", "127.1", "0", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.1"],
    ...[
      "127.0.0.1.",
      "127。0。0。1",
      "１２７.0.0.1",
      "%31%32%37.0.0.1",
      "169.254.169.254",
      "100.64.0.1",
    ],
    ...["10.0.0.1", "192.168.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"],
    ...["[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]"],
    ...["[fe80::1]", "[fd00::1]", "[0:0:0:0:0:0:0:1]"],
  ])("the literal %s", async (host) => {
    const lookup: LookupFunction = () => expect.unreachable("a literal needs no lookup");
    const send = testFetch("lan.test:80", { hosts: "public" }, { lookup });
    expect(await endingOf(send({ method: "POST", url: `https://${host}/` }))).toEqual(refused);
  });

  test("a literal that a caller declares, with a server listening there", async () => {
    await using peer = await loopbackPeer();
    const send = testFetch("lan.test:80", { hosts: [peer.host, `[::1]:${peer.port}`] });
    for (const host of ["127.0.0.1", "2130706433", "[::1]"]) {
      const url = `https://${host}:${peer.port}/`;
      expect(await endingOf(send({ method: "POST", url }))).toEqual(refused);
    }
    expect(peer.sockets).toEqual([]);
  });

  test("a name that resolves there, whatever the system's resolver calls it", async () => {
    await using peer = await loopbackPeer();
    const hosts = [`localhost:${peer.port}`, `localhost.:${peer.port}`, `a.localhost:${peer.port}`];
    const send = testFetch("lan.test:80", { hosts }, { lookup: resolvingTo("127.0.0.1") });
    for (const host of hosts) {
      const failure = await failureOf(send({ method: "POST", url: `https://${host}/` }));
      expect(failure).toMatchObject(refused);
      expect(failure.message).not.toContain("127.0.0.1");
    }
    expect(peer.sockets).toEqual([]);
  });
});

describe("publicOnly", () => {
  test("leaves the public addresses, of one lookup", async () => {
    const found = ["10.0.0.1", "1.1.1.1", "::1", "2606:4700::1"];
    expect(await resolve(publicOnly(resolvingTo(...found)), { all: true })).toEqual([
      { address: "1.1.1.1", family: 4 },
      { address: "2606:4700::1", family: 6 },
    ]);
  });

  test("gives a single address where one is asked for", async () => {
    const lookup = publicOnly(resolvingTo("10.0.0.1", "1.1.1.1"));
    expect(await resolve(lookup, {})).toBe("1.1.1.1");
  });

  test("fails where there is none", async () => {
    await expect(resolve(publicOnly(resolvingTo("10.0.0.1")), {})).rejects.toThrow("not a public");
    await expect(resolve(publicOnly(resolvingTo()), { all: true })).rejects.toThrow("not a public");
  });
});

test("a name is looked up once per connection, so it cannot change its mind in between", async () => {
  await using peer = await loopbackPeer();
  const answers = ["127.0.0.1", "192.0.2.1"];
  const lookup: LookupFunction = (name, options, done) =>
    resolvingTo(answers.shift() ?? "192.0.2.2")(name, options, done);
  const host = `platform.test:${peer.port}`;
  const send = testFetch(host, {}, { lookup });
  expect((await send({ method: "POST", url: `http://${host}/` })).status).toBe(204);
  expect(answers).toEqual(["192.0.2.1"]);
});

describe("TLS", () => {
  test("is refused to a server whose certificate nobody vouches for", async () => {
    await using server = await tlsServer();
    const failure = await failureOf(server.post("platform.test"));
    expect(failure).toMatchObject({ kind: "unreachable", sent: "no" });
    expect(failure.cause).toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(server.requests).toEqual([]);
  });

  test("names the host, though the connection goes to an address", async () => {
    trust(certificate);
    await using server = await tlsServer();
    expect((await server.post("platform.test")).status).toBe(204);
    expect(server.servernames).toEqual(["platform.test"]);
  });

  test("is refused to a server that is vouched for under another name", async () => {
    trust(certificate);
    await using server = await tlsServer();
    const failure = await failureOf(server.post("other.test"));
    expect(failure).toMatchObject({ kind: "unreachable", sent: "no" });
    expect(failure.cause).toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    expect(server.requests).toEqual([]);
  });
});

function resolvingTo(...addresses: string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return (_name, _options, done) => done(null, found);
}

function resolve(lookup: LookupFunction, options: { all?: true }): Promise<unknown> {
  return new Promise((resolve, reject) =>
    lookup("platform.test", options, (error, found) => (error ? reject(error) : resolve(found))),
  );
}

/** A loopback server that speaks TLS and can be called by any name. */
async function tlsServer() {
  const servernames: unknown[] = [];
  const requests: unknown[] = [];
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    requests.push(request.url);
    response.writeHead(204).end();
  });
  server.on("secureConnection", (socket) => servernames.push(socket.servername));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    servernames,
    requests,
    post(name: string) {
      const host = `${name}:${port}`;
      return testPost(host, {}, { lookup: resolvingTo("127.0.0.1") })(`https://${host}/`);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

/** Makes a certificate count as a root, for one test. */
function trust(root: string): void {
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, root]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
}
