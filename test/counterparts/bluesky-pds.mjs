// A real Bluesky server (AT Protocol PDS) and a directory of DIDs in memory, both on 127.0.0.1:
//   node --require ./loopback.cjs bluesky-pds.mjs [pdsPort] [plcPort]
// Every start is a new world of two accounts; one line of JSON tells where it is and who they are.
// It ends on SIGTERM, SIGINT, or when the pipe at its standard input closes, as it does when the
// process that started it is killed. PDS_RATE=1 turns the real rate limits on.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fstatSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secp256k1Keypair } from "@atproto/crypto";
import { PDS } from "@atproto/pds";
import { Database, PlcServer } from "@did-plc/server";

const people = [
  { handle: "alice.test", password: "alice-pass" },
  { handle: "bob.test", password: "bob-pass" },
];

const [, , givenPdsPort, givenPlcPort] = process.argv;
const pdsPort = await portOf(givenPdsPort);
const plcPort = await portOf(givenPlcPort);
const url = `http://localhost:${pdsPort}`;
const plc = `http://localhost:${plcPort}`;
const directory = await mkdtemp(join(tmpdir(), "broadside-pds-"));

const plcServer = PlcServer.create({ db: Database.mock(), port: plcPort });
await plcServer.start();
const pds = await PDS.fromEnv(await settings());
await pds.start();

const accounts = await Promise.all(people.map(createAccount));
console.log(JSON.stringify({ url, plc, accounts }));

await untilToldToEnd();
await Promise.all([pds.destroy(), plcServer.destroy()]);
await rm(directory, { recursive: true, force: true });
process.exit();

async function portOf(given = "0") {
  if (given !== "0") return Number(given);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function settings() {
  const temporary = join(directory, "uploads");
  await mkdir(temporary);
  const rotationKey = await Secp256k1Keypair.create({ exportable: true });
  const recoveryKey = await Secp256k1Keypair.create();
  return {
    devMode: true,
    hostname: "localhost",
    port: pdsPort,
    serviceName: "Loopback PDS",
    serviceHandleDomains: [".test"],
    inviteRequired: false,
    enableDidDocWithSession: true,
    rateLimitsEnabled: process.env.PDS_RATE === "1",
    didPlcUrl: plc,
    plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotationKey.export()).toString("hex"),
    recoveryDidKey: recoveryKey.did(),
    dataDirectory: directory,
    blobstoreDiskLocation: join(directory, "blobs"),
    blobstoreDiskTmpLocation: temporary,
    adminPassword: secret(),
    jwtSecret: secret(),
    dpopSecret: secret(),
    // OAuth clients of tests are on loopback too.
    disableSsrfProtection: true,
    // Nothing of the outside world: no relays, and an app view and a moderator that do not exist.
    crawlers: [],
    bskyAppViewUrl: "https://appview.invalid",
    bskyAppViewDid: "did:web:appview.invalid",
    modServiceUrl: "https://moderation.invalid",
    modServiceDid: "did:web:moderation.invalid",
  };
}

function secret() {
  return randomBytes(32).toString("hex");
}

async function createAccount({ handle, password }) {
  const response = await fetch(`${url}/xrpc/com.atproto.server.createAccount`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ handle, password, email: `${handle}@example.test` }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${handle} was not created: ${JSON.stringify(answer)}`);
  return { handle, password, did: answer.did };
}

async function untilToldToEnd() {
  const told = [once(process, "SIGTERM"), once(process, "SIGINT")];
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) told.push(once(process.stdin.resume(), "close"));
  await Promise.race(told);
}
