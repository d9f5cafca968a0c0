// Connecting by way of every platform that offers it, and posting there: over HTTP, with the platforms'
// fakes, whose people agree.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionSchema } from "#api/contract/connections.ts";
import type { Connection } from "#api/contract/connections.ts";
import { platformAppSchema } from "#api/contract/operator.ts";
import { createdPostSchema } from "#api/contract/posts.ts";
import { runSchema } from "#api/contract/runs.ts";
import type { OAuth2Auth } from "#connector/oauth.ts";
import { loadConnectors } from "#platforms/load.ts";
import { z } from "zod";
import type { Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const connectors = await loadConnectors();
const ways = [...connectors].flatMap(([id, { connector }]) =>
  connector.auth.flatMap((auth) => (auth.kind === "oauth2" ? [{ id, auth }] : [])),
);

let world: World;
let operator: Person;
let siteId: string;

beforeAll(async () => {
  world = await openWorld();
  operator = await world.person("Operator");
  ({ id: siteId } = await operator.createSite({ name: "Notes" }));
});

afterAll(() => world[Symbol.asyncDispose]());

describe.each(ways.map(({ id, auth }) => [`${id} by ${auth.id}`, id, auth] as const))(
  "%s",
  (_, id, auth) => {
    it("is connected, posted to, and let go", async () => {
      const connection = await connect(id, auth);
      expect(connection).toMatchObject({ platform: id, auth: auth.id, state: "active" });
      const message = `Hello from a test of ${id} by ${auth.id}`;
      const started = await operator.call("POST", "/runs", {
        ...{ message, siteId, targets: [{ connectionId: connection.id }] },
      });
      const finished = await operator.finished(runSchema.parse(started.body));
      expect(finished.deliveries).toMatchObject([{ state: "published", trouble: null }]);
      const posts = world.platforms.get(id)?.fake.posts() ?? [];
      expect(posts.filter(({ text }) => text.includes(message))).toHaveLength(1);
      expect(finished.deliveries[0]?.permalink).toBe(posts.at(-1)?.permalink);
      const unlinked = await operator.call("DELETE", `/connections/${connection.id}`);
      expect(unlinked.status).toBe(204);
    });

    it("again is the same connection, with its settings", async () => {
      const first = await connect(id, auth);
      await operator.call("PATCH", `/connections/${first.id}`, { autopost: true });
      expect(await connect(id, auth)).toMatchObject({ id: first.id, autopost: true });
      await operator.call("DELETE", `/connections/${first.id}`);
    });
  },
);

describe("the operator's apps", () => {
  it("are listed with where each comes from and the address to register, never with a secret", async () => {
    const { status, body } = await operator.call("GET", "/operator/apps");
    expect(status).toBe(200);
    const { data } = z.object({ data: z.array(platformAppSchema) }).parse(body);
    expect(data.map(({ source }) => source)).toEqual(data.map(() => "environment"));
    for (const { platform, redirectUri } of data) {
      expect(redirectUri).toBe(`${world.url}/api/v1/connections/callback/${platform}`);
    }
    expect(JSON.stringify(body)).not.toContain("the secret of an app");
  });

  it("that the environment gives are changed there", async () => {
    const put = await operator.call("PUT", "/operator/apps/discord/main", { clientId: "another" });
    expect(put).toMatchObject({ status: 409, body: { code: "given-by-environment" } });
  });
});

describe("without an app in the environment", () => {
  it("one that the operator enters lets people connect; forgotten, it does not", async () => {
    await using bare = await openWorld({ DISCORD_CLIENT_ID: "", DISCORD_CLIENT_SECRET: "" });
    const ada = await bare.person("Ada");
    const refused = await ada.call("POST", "/connections/discord/authorize", { auth: "oauth" });
    expect(refused).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/Operator page/) },
    });
    const app = { clientId: "my-app", clientSecret: "its very own secret" };
    const saved = await ada.call("PUT", "/operator/apps/discord/main", app);
    expect(saved).toMatchObject({ status: 200, body: { clientId: "my-app", hasSecret: true } });
    const kept = await ada.call("PUT", "/operator/apps/discord/main", { clientId: "my-app" });
    expect(kept).toMatchObject({ body: { hasSecret: true } });
    expect(await ada.authorize("discord", { auth: "oauth" })).toMatchObject({ stage: "linked" });
    await ada.call("DELETE", "/operator/apps/discord/main");
    const again = await ada.call("POST", "/connections/discord/authorize", { auth: "oauth" });
    expect(again.status).toBe(422);
  });
});

it("a post that is saved goes to what was connected by signing in there", async () => {
  const linked = await operator.authorize("discord", { auth: "oauth" });
  const [id = ""] = linked.connectionIds;
  await operator.call("PATCH", `/connections/${id}`, { autopost: true });
  const created = await operator.call("POST", "/posts", { siteId, title: "Everywhere" });
  const { run } = createdPostSchema.parse(created.body);
  expect((await operator.finished(run)).deliveries).toMatchObject([{ state: "published" }]);
});

async function connect(platform: string, auth: OAuth2Auth): Promise<Connection> {
  const names = auth.fields.map(({ name }) => name);
  const entries = Object.entries(world.platforms.get(platform)?.fake.entries ?? {});
  const entered = Object.fromEntries(entries.filter(([name]) => names.includes(name)));
  const authorization = await operator.authorize(platform, { auth: auth.id, entries: entered });
  expect(authorization.message).toBeNull();
  const ids = authorization.connectionIds;
  const [id = ""] = ids.length > 0 ? ids : await chooseFirst(authorization);
  const listed = await operator.call("GET", "/connections");
  const { data } = z.object({ data: z.array(connectionSchema) }).parse(listed.body);
  const connection = data.find((each) => each.id === id);
  if (connection === undefined) throw new Error(`${platform} is not connected`);
  return connection;
}

async function chooseFirst({ id, targets }: { id: string; targets: { remoteId: string }[] }) {
  const remoteIds = targets.slice(0, 1).map(({ remoteId }) => remoteId);
  const { body } = await operator.call("POST", `/authorizations/${id}/choose`, { remoteIds });
  return z.object({ connectionIds: z.array(z.string()) }).parse(body).connectionIds;
}
