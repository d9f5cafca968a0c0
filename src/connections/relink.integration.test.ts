// A user who connects again, or unlinks, while the credential is being renewed.

import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Grant } from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import { findConnections } from "./connections.ts";
import { linkByFields, unlink } from "./link.ts";
import { refreshCredential } from "./refresh.ts";
import { renewDue } from "./renew-due.ts";
import { identifyByName, openConnections, testPlatform } from "./testing/connections.ts";
import type { Behaviour } from "./testing/connections.ts";

const rig = await openConnections();
const { db, context, clock, watch } = rig;
let userId = "";
let connectionId = "";

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  userId = await rig.addUser();
  connectionId = await link("first");
});

describe("connecting again while the old credential is renewed", () => {
  it("gives whoever asked for a renewal the new one", async () => {
    const revoked: unknown[] = [];
    behave({
      refresh: () => relinked().then(() => grant("first, renewed")),
      revoke: ({ credential }) => Promise.resolve(void revoked.push(credential)),
    });
    const renewed = await refreshCredential(context, connectionId, { version: 1 });
    expect(renewed).toEqual({ credential: { token: "second" }, version: 2 });
    expect(revoked).toEqual([]);
    expect(await rig.kept(connectionId)).toEqual(renewed);
  });

  it("does not expire when the platform refuses the old one for good", async () => {
    behave({
      refresh: () => relinked().then(() => Promise.reject(refusal)),
      classify: () => ({ kind: "reconnect", reason: "It has ended." }),
    });
    const due = { renewAt: clock.at };
    await db.updateTable("connections").set(due).where("id", "=", connectionId).execute();
    expect(await renewDue(context, watch)).toEqual({ renewed: 1, failed: 0, expired: 0 });
    const found = await findConnections(db, userId, [connectionId]);
    expect(found).toMatchObject([{ expiredAt: null, stateReason: null }]);
  });
});

describe("unlinking while the credential is renewed", () => {
  it("takes back what comes of the renewal", async () => {
    const revoked: unknown[] = [];
    behave({
      refresh: () => unlink(context, userId, connectionId).then(() => grant("first, renewed")),
      revoke: ({ credential }) => Promise.resolve(void revoked.push(credential["token"])),
    });
    expect(await refreshCredential(context, connectionId, { version: 1 })).toBeUndefined();
    expect(revoked).toEqual(["first", "first, renewed"]);
    expect(await rig.kept(connectionId)).toBeUndefined();
  });
});

const refusal = new PlatformError({ kind: "answer", status: 400, headers: {}, body: "" });

function behave(behaviour: Partial<Behaviour>): void {
  rig.addPlatform({ identify: identifyByName, ...behaviour });
}

async function link(password: string): Promise<string> {
  const platform = testPlatform({ identify: identifyByName });
  const result = await linkByFields(context, userId, platform, { name: "ada", password });
  if (result.kind !== "linked") throw new Error(result.message);
  return result.connection.id;
}

async function relinked(): Promise<void> {
  expect(await link("second")).toBe(connectionId);
}

function grant(token: string): Grant {
  return { credential: { token }, accessEndsAt: null, endsAt: null };
}
