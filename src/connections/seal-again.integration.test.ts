import { afterAll, expect, it } from "vitest";
import { createSecretBox } from "#kernel/secret-box.ts";
import { savePlatformApp, findPlatformApp } from "./apps.ts";
import { openCredential } from "./credential.ts";
import { linkByFields } from "./link.ts";
import { sealAgain } from "./seal-again.ts";
import { identifyByName, openConnections } from "./testing/connections.ts";
import { findServerApp, saveServerApp } from "./oauth/server-apps.ts";

const rig = await openConnections();
const { db, context } = rig;

afterAll(() => rig[Symbol.asyncDispose]());

const [older, newer] = ["the older key of this server", "the newer key of this server"];
const both = createSecretBox([newer, older]);
const alone = createSecretBox([newer]);
const app = { clientId: "an app", clientSecret: "its secret" };
const mainApp = { platform: "test", name: "main" };
const serverApp = { platform: "test", server: "https://one.test", redirectUri: "https://me.test/" };

it("lets an older key be dropped, and touches nothing twice", async () => {
  const before = { ...context, box: createSecretBox([older]) };
  const platform = rig.addPlatform({ identify: identifyByName });
  const userId = await rig.addUser();
  const linked = await linkByFields(before, userId, platform, { name: "ada", password: "hers" });
  if (linked.kind !== "linked") throw new Error(linked.message);
  await savePlatformApp(before, mainApp, app);
  await saveServerApp(before, serverApp, { app, scopes: [] });

  expect(await sealAgain(before)).toEqual({ done: 0, lost: 0 });
  expect(await sealAgain({ db, box: both })).toEqual({ done: 3, lost: 0 });
  expect(await sealAgain({ db, box: both })).toEqual({ done: 0, lost: 0 });

  const { id, secret } = await db
    .selectFrom("connections")
    .select(["id", "secret"])
    .where("id", "=", linked.connection.id)
    .executeTakeFirstOrThrow();
  expect(openCredential(alone, id, secret ?? Buffer.of())).toEqual({ token: "hers" });
  const after = { ...context, box: alone, givenApp: () => undefined };
  expect(await findPlatformApp(after, mainApp)).toEqual(app);
  expect(await findServerApp(after, serverApp)).toEqual(app);
});

it("counts what no key opens, and leaves it as it is", async () => {
  const others = createSecretBox(["a third key of this server", "a fourth key of this server"]);
  const secrets = () => db.selectFrom("connections").select("secret").orderBy("id").execute();
  const before = await secrets();
  expect(await sealAgain({ db, box: others })).toEqual({ done: 0, lost: 3 });
  expect(await secrets()).toEqual(before);
});
