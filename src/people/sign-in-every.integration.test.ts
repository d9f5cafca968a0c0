// Every platform that offers signing in, the whole way with its fake.

import { afterAll, afterEach, expect, test } from "vitest";
import { originsOf } from "#connector/origins.ts";
import { serveFake } from "#connector/serve-fake.ts";
import { loadConnectors, loadFake } from "#platforms/load.ts";
import { chooseProviders } from "./sign-in-providers.ts";
import { openAccounts, visit } from "./testing/accounts.ts";

const accounts = await openAccounts();
const connectors = [...(await loadConnectors())].flatMap(([id, { connector }]) =>
  connector.signIn === undefined ? [] : [[id, connector] as const],
);

afterEach(() => accounts.clear());
afterAll(() => accounts[Symbol.asyncDispose]());

test.each(connectors)("%s", async (id, connector) => {
  await using served = await serveFake({ createFake: await loadFake(id), now: () => new Date() });
  const origins = originsOf(connector.about, () => served.origin);
  const providers = chooseProviders([{ connector, origins }], (name) =>
    /_CLIENT_(ID|SECRET)$/.test(name) ? "an app of this test" : undefined,
  );
  const auth = accounts.open({ providers: providers.filter((provider) => provider.id === id) });
  const visitor = visit(auth);
  const body = { provider: id, callbackURL: "/", errorCallbackURL: "/sign-in" };
  const leaving = await visitor.post("/sign-in/social", body);
  const { url } = (await leaving.json()) as { url: string };
  const sentBack = await fetch(url, { redirect: "manual" });
  const arriving = await visitor.get(sentBack.headers.get("location") ?? "");
  expect(arriving.headers.get("location")).toBe("/");
  expect((await visitor.session())?.user).toMatchObject({ emailVerified: true, isOperator: true });
});
