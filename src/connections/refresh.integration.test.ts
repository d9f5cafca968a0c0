import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Grant } from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import { linkByFields } from "./link.ts";
import { refreshCredential } from "./refresh.ts";
import type { VersionedCredential } from "./refresh.ts";
import { identifyByName, openConnections } from "./testing/connections.ts";
import type { Behaviour } from "./testing/connections.ts";

const rig = await openConnections();
const { db, context } = rig;
let connectionId = "";
let refused: VersionedCredential;

afterAll(() => rig[Symbol.asyncDispose]());

beforeEach(async () => {
  const platform = behave({});
  const userId = await rig.addUser();
  const result = await linkByFields(context, userId, platform, { name: "ada", password: "first" });
  if (result.kind !== "linked") throw new Error(result.message);
  connectionId = result.connection.id;
  refused = await stored();
});

describe("renewing a credential", () => {
  it("asks the platform with the old one and keeps the new one before it is used", async () => {
    behave({
      refresh: ({ credential }, account) =>
        Promise.resolve(grant(`${credential["token"]} of ${account.remoteId}, renewed`)),
    });
    const renewed = await refreshCredential(context, connectionId, refused);
    expect(renewed).toEqual({ credential: { token: "first of ada, renewed" }, version: 2 });
    expect(await stored()).toEqual(renewed);
  });

  it("happens once, however many ask at once: a refresh token used twice can end everything", async () => {
    let refreshes = 0;
    behave({
      async refresh() {
        refreshes += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return grant(`number ${refreshes}`);
      },
    });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => refreshCredential(context, connectionId, refused)),
    );
    expect(refreshes).toBe(1);
    expect(all).toEqual(all.map(() => ({ credential: { token: "number 1" }, version: 2 })));
  });

  it("gives what somebody else has renewed meanwhile, without asking the platform", async () => {
    behave({ refresh: () => Promise.resolve(grant("second")) });
    await refreshCredential(context, connectionId, refused);
    behave({ refresh: () => Promise.reject(new Error("asked again")) });
    expect(await refreshCredential(context, connectionId, refused)).toEqual({
      ...{ credential: { token: "second" }, version: 2 },
    });
  });

  it("leaves a connection expired whose post was refused: that may have had another reason", async () => {
    const expired = { expiredAt: new Date(0), stateReason: "Refused." };
    await db
      .updateTable("connections")
      .set({ ...expired, renewAt: new Date(0) })
      .where("id", "=", connectionId)
      .execute();
    behave({ refresh: () => Promise.resolve(grant("second")) });
    await refreshCredential(context, connectionId, refused);
    const row = await db
      .selectFrom("connections")
      .select(["expiredAt", "stateReason", "renewAt"])
      .where("id", "=", connectionId)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ ...expired, renewAt: null });
  });

  it("that fails leaves the old one in force, and the next one to ask asks anew", async () => {
    const failure = { kind: "network", sent: "maybe", detail: "lost" } as const;
    behave({ refresh: () => Promise.reject(new PlatformError(failure)) });
    await expect(refreshCredential(context, connectionId, refused)).rejects.toThrow(PlatformError);
    expect(await stored()).toEqual(refused);
    behave({ refresh: () => Promise.resolve(grant("second")) });
    expect(await refreshCredential(context, connectionId, refused)).toMatchObject({ version: 2 });
  });

  it("is for the user where the platform has no such thing, or where nothing is linked", async () => {
    expect(await refreshCredential(context, connectionId, refused)).toBeUndefined();
    behave({ refresh: () => Promise.resolve(grant("second")) });
    await db.updateTable("connections").set({ secret: null }).execute();
    expect(await refreshCredential(context, connectionId, refused)).toBeUndefined();
  });

  it("keeps nobody from making deliveries to the connection meanwhile", async () => {
    const gate = Promise.withResolvers<Grant>();
    const asked = Promise.withResolvers<void>();
    behave({
      refresh() {
        asked.resolve();
        return gate.promise;
      },
    });
    const refreshing = refreshCredential(context, connectionId, refused);
    await asked.promise;
    await db.insertInto("lanes").values({ connectionId }).execute();
    gate.resolve(grant("second"));
    expect(await refreshing).toMatchObject({ version: 2 });
  });
});

function grant(token: string): Grant {
  return { credential: { token }, accessEndsAt: null, endsAt: null };
}

function behave(behaviour: Partial<Behaviour>) {
  return rig.addPlatform({ identify: identifyByName, ...behaviour });
}

async function stored(): Promise<VersionedCredential> {
  const credential = await rig.kept(connectionId);
  if (credential === undefined) throw new Error("nothing is stored");
  return credential;
}
