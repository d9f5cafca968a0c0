// Connecting by signing in at a real Bluesky server, in a browser: what is asked for is enough, and what
// was given can be renewed and taken back.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { connectionSchema } from "#api/contract/connections.ts";
import { openCredential } from "#connections/credential.ts";
import { renewTokens } from "#connections/oauth/flow.ts";
import { partiesOf } from "#connections/oauth/parties.ts";
import { findChromium } from "#test/browser/chromium.ts";
import { openBrowser, openSignedIn } from "#test/browser/browser.ts";
import { openClient } from "#test/client.ts";
import type { Client } from "#test/client.ts";
import { startPds } from "#test/counterparts/start.ts";
import type { Pds, PdsAccount } from "#test/counterparts/start.ts";
import { lookInto } from "#test/e2e/database.ts";
import { upload } from "#test/e2e/images.ts";
import { signIn } from "#test/e2e/session.ts";
import type { BrowserSession } from "#test/e2e/session.ts";
import { runOf } from "#test/e2e/world.ts";
import { openContext } from "#test/oauth/world.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { repositoryOf } from "./repository.ts";

describe.skipIf(findChromium() === undefined)("signing in at a server", () => {
  let pds: Pds;
  let product: Product;
  let browser: Browser;
  let client: Client;
  let session: BrowserSession;
  let alice: PdsAccount;

  beforeAll(async () => {
    pds = await startPds();
    const [first] = pds.accounts;
    if (first === undefined) throw new Error("The PDS has no account");
    alice = first;
    [product, browser] = await Promise.all([startProduct({ env: env() }), openBrowser()]);
    client = await openClient(product.url);
    session = await signIn(product.url);
  });

  afterAll(async () => {
    await browser.close();
    await product[Symbol.asyncDispose]();
    await pds.stop();
  });

  test("connects, posts with an image, renews, and can be taken back", async () => {
    const page = await openSignedIn(browser, `${product.url}/connections`, session);
    await page.getByRole("button", { name: "Bluesky", exact: true }).click();
    await page.locator("form").getByLabel("Handle or server").fill(alice.handle);
    await page.getByRole("button", { name: "Continue to Bluesky" }).click();
    await agreeAsAlice(page);
    await page.getByText("Connected.").waitFor();
    const connection = await theConnection();
    expect(connection).toMatchObject({ auth: "oauth", name: alice.handle, state: "active" });
    await client.call("PATCH", `/connections/${connection.id}`, { autopost: true });

    await publish("By permission");
    const renewed = await client.call("POST", `/connections/${connection.id}/refresh`);
    expect(renewed).toMatchObject({ status: 200, body: { needsUser: false } });
    await publish("By renewed permission");
    const records = await repositoryOf(pds.url, alice.did).posts();
    expect(records.map(({ value }) => value.text)).toEqual(
      expect.arrayContaining([
        expect.stringContaining("By permission"),
        expect.stringContaining("By renewed permission"),
      ]),
    );

    const renew = await renewalOf(connection.id);
    const unlinked = await client.call("DELETE", `/connections/${connection.id}`);
    expect(unlinked.status).toBe(204);
    await expect(renew()).rejects.toMatchObject({
      failure: { status: 400, body: expect.stringContaining("invalid_grant") },
    });
  });

  /** Renews what is kept at this moment, as the product would. */
  async function renewalOf(connectionId: string) {
    await using looker = await lookInto(product);
    await using context = await openContext(looker.store, env());
    const { secret } = await context.db
      .selectFrom("connections")
      .select("secret")
      .where("id", "=", connectionId)
      .executeTakeFirstOrThrow();
    const credential = openCredential(context.box, connectionId, secret ?? new Uint8Array());
    const { refreshToken = "", dpopKey = null } = credential;
    const platform = context.platforms.get("bluesky");
    const auth = platform?.connector.auth.find((way) => way.kind === "oauth2");
    if (platform === undefined || auth === undefined) throw new Error("There is no such way");
    return async () => {
      await using again = await openContext(looker.store, env());
      const reached = { ...again, publicUrl: product.url };
      const parties = await partiesOf(reached, { platform, auth }, credential);
      return await renewTokens(parties, { refreshToken, dpopKey });
    };
  }

  function env() {
    return {
      ...{ DATABASE_URL: "", BLUESKY_ORIGIN: pds.url, BLUESKY_PLC_ORIGIN: pds.plcUrl },
      SECRET_KEY: "a secret of these tests",
    };
  }

  async function agreeAsAlice(page: Page): Promise<void> {
    await page.waitForURL(`${pds.url}/**`);
    await page.locator("input[type=password]").fill(alice.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Authorize" }).click();
  }

  async function theConnection() {
    const { body } = await client.call("GET", "/connections");
    const [connection] = z.object({ data: z.array(connectionSchema) }).parse(body).data;
    if (connection === undefined) throw new Error("Nothing is connected");
    return connection;
  }

  async function publish(title: string): Promise<void> {
    const mediaId = await upload(client, { width: 60, height: 40 });
    const { id } = runOf(await client.post({ title, image: { mediaId, alt: "A sheet" } }));
    const run = await client.finished(id);
    expect(run.deliveries).toMatchObject([{ state: "published", trouble: null }]);
  }
});
