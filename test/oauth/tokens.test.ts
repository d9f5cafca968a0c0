// The life of tokens at platforms whose OAuth is a real authorization server's: one that hands out access
// tokens of 5 seconds, and ends everything when a refresh token is used twice.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { noticeSchema } from "#api/contract/notices.ts";
import type { Notice } from "#api/contract/notices.ts";
import type { Run } from "#api/contract/runs.ts";
import { sealCredential } from "#connections/credential.ts";
import { refreshCredential } from "#connections/refresh.ts";
import type { VersionedCredential } from "#connections/refresh.ts";
import type { Refreshes } from "#test/counterparts/start.ts";
import { eventually } from "#test/integration/eventually.ts";
import { connectSomebody } from "./somebody.ts";
import type { Somebody } from "./somebody.ts";
import { openOAuthWorld } from "./world.ts";
import type { OAuthWorld, Setting } from "./world.ts";

interface Habits {
  /** Whether the server tells how long a refresh token lasts. */
  tellsEnd: boolean;
  /** Whether tokens can be taken back there. */
  revokes: boolean;
}

const settings: readonly (Setting & Habits)[] = [
  { id: "x", way: "oauth", people: ["1001", "1002"], tellsEnd: false, revokes: true },
  { id: "linkedin", way: "profile", people: ["ada", "grace"], tellsEnd: true, revokes: false },
];
const twenty = Array.from({ length: 20 }, (_, index) => index);

describe.each(settings)("$id", (setting) => {
  const [first, second] = setting.people;
  let world: OAuthWorld;
  // Their tokens run out while others are tried.
  let grace: Somebody;
  let mary: Somebody;

  beforeAll(async () => {
    world = await openOAuthWorld(setting);
    grace = await connectSomebody(world, { name: "Grace", as: first });
    mary = await connectSomebody(world, { name: "Mary", as: first });
  });

  afterAll(() => world[Symbol.asyncDispose]());

  it("takes posts before and after a token has run out, renewed exactly once", async () => {
    const ada = await connectSomebody(world, { name: "Ada", as: first });
    const before = await world.server.refreshes();
    expect(await outcome(ada, await ada.share("With the first token"))).toBe("published");
    await ada.outliveToken();
    expect(await outcome(ada, await ada.share("With the second token"))).toBe("published");
    expect(await world.server.refreshes()).toEqual(after(before, { accepted: 1 }));
    const { state, endsAt } = await ada.connection();
    expect(state).toBe("active");
    expect(endsAt !== null).toBe(setting.tellsEnd);
    expect(texts(world)).toEqual(
      expect.arrayContaining(["With the first token", "With the second token"]),
    );
  });

  it("20 posts at once on a token that has run out: it is renewed exactly once", async () => {
    await grace.outliveToken();
    const before = await world.server.refreshes();
    const runs = await Promise.all(twenty.map((index) => grace.share(`One of many, ${index}`)));
    const outcomes = await Promise.all(runs.map((run) => outcome(grace, run)));
    expect(outcomes).toEqual(twenty.map(() => "published"));
    expect(await world.server.refreshes()).toEqual(after(before, { accepted: 1 }));
    expect(texts(world).filter((text) => text.startsWith("One of many"))).toHaveLength(20);
  });

  it("20 renewals at once, asked for as by two processes: the server sees one", async () => {
    await mary.outliveToken();
    const before = await world.server.refreshes();
    const refused = await mary.kept();
    await using one = await world.openContext();
    await using other = await world.openContext();
    const renewed = await Promise.all(
      twenty.map((index) =>
        refreshCredential(index % 2 === 0 ? one : other, mary.connectionId, refused),
      ),
    );
    expect(await world.server.refreshes()).toEqual(after(before, { accepted: 1 }));
    expect(renewed).toEqual(renewed.map(() => renewed[0]));
    expect(await mary.kept()).toEqual(renewed[0]);
    expect(await outcome(mary, await mary.share("After twenty wishes"))).toBe("published");
  });

  it("a refresh token that is used twice ends everything there", async () => {
    const eve = await connectSomebody(world, { name: "Eve", as: first });
    const old = await eve.kept();
    await using context = await world.openContext();
    const renewed = await refreshCredential(context, eve.connectionId, old);
    const { accessToken = "" } = renewed?.credential ?? {};
    expect(await world.server.introspect(accessToken)).toMatchObject({ active: true });
    // As a process would that has slept through a renewal, and has no lease to keep it from it.
    await putBack(world, eve, old);
    expect(await outcome(eve, await eve.share("With what was used before"))).toBe("held");
    expect(await world.server.introspect(accessToken)).toEqual({ active: false });
  });

  it("what is revoked there expires here; connected again, what was held goes out", async () => {
    const ada = await connectSomebody(world, { name: "Ada", as: second });
    await world.server.revokeAll(second);
    const run = await ada.share("Held, then sent");
    const { deliveries } = await ada.finished(run);
    expect(deliveries).toMatchObject([{ state: "held", trouble: { kind: "reconnect" } }]);
    const reason = deliveries[0]?.trouble?.message;
    expect(await ada.connection()).toMatchObject({ state: "expired", stateReason: reason });
    expect(await noticed(ada, "delivery.held")).toMatchObject({ deliveryId: deliveries[0]?.id });

    expect(await ada.reconnect()).toBe(ada.connectionId);
    expect(await outcome(ada, run)).toBe("published");
    expect(await ada.connection()).toMatchObject({ state: "active", stateReason: null });
  });

  if (setting.revokes) {
    it("unlinking takes back there what was given", async () => {
      const eve = await connectSomebody(world, { name: "Eve", as: first });
      const { refreshToken = "" } = (await eve.kept()).credential;
      expect(await world.server.introspect(refreshToken)).toMatchObject({ active: true });
      await eve.call("DELETE", `/connections/${eve.connectionId}`);
      expect(await world.server.introspect(refreshToken)).toEqual({ active: false });
    });
  }
});

/** What became of a run's only delivery. */
async function outcome(somebody: Somebody, run: Run): Promise<string | undefined> {
  const { deliveries } = await somebody.finished(run);
  return deliveries[0]?.state;
}

function texts({ platform }: OAuthWorld): string[] {
  return platform.fake.posts().map(({ text }) => text);
}

function after(before: Refreshes, { accepted }: { accepted: number }): Refreshes {
  return { ...before, accepted: before.accepted + accepted };
}

/** The credential from before a renewal, as if it had not been renewed. */
async function putBack(
  { product, openContext }: OAuthWorld,
  { connectionId: id }: Somebody,
  { credential }: VersionedCredential,
): Promise<void> {
  await using context = await openContext();
  await product.db
    .updateTable("connections")
    .set({ secret: sealCredential(context.box, id, credential), accessEndsAt: new Date(0) })
    .where("id", "=", id)
    .execute();
}

function noticed(somebody: Somebody, kind: string): Promise<Notice> {
  return eventually(async () => {
    const { body } = await somebody.call("GET", "/notices");
    const { data } = z.object({ data: z.array(noticeSchema) }).parse(body);
    return data.find((notice) => notice.kind === kind);
  });
}
