// What a platform lets one choose for a post, and what it takes for it, where a post is shared by hand.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClient } from "#test/client.ts";
import type { SignedIn } from "#test/client.ts";
import { signIn } from "#test/e2e/session.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { expectUsable, openBrowser, openSignedIn } from "./browser.ts";
import { idShown } from "./editor.ts";

let product: Product;
let browser: Browser;
let client: SignedIn;

beforeAll(async () => {
  [product, browser] = await Promise.all([
    startProduct({ env: { SANDBOX: "1", DATABASE_URL: "" } }),
    openBrowser(),
  ]);
  client = await openClient(product.url);
  await client.authorize("x", { entries: {}, person: "1001" });
  await client.authorize("mastodon", { entries: { instance: "mastodon.social" }, person: "1" });
});

afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
});

test("a post is shared for some to see or to answer, with a warning, and its price is told", async () => {
  const { post } = await client.post({
    ...{ siteId: client.siteId, body: "For some: https://example.org/", autopost: false },
  });
  const session = await signIn(product.url);
  const page = await openSignedIn(browser, `${product.url}/posts/${post.id}/share`, session);
  await page.getByText("X takes $0.20 for this.").waitFor();
  await page.getByText("Options at X").click();
  await page.getByLabel("Who can reply").selectOption("People you follow");
  await page.getByText("Options at Mastodon").click();
  await page.getByLabel("Who sees it").selectOption("Your followers");
  await page.getByLabel("Content warning").fill("Engines");
  // Struck by habit, it runs nothing.
  for (const field of ["Content warning", "Who sees it"]) {
    await page.getByLabel(field).press("Enter");
  }
  await page.getByRole("checkbox").first().press("Enter");
  expect(await client.call("GET", "/runs")).toMatchObject({ body: { data: [] } });
  await expectUsable(page);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("heading", { name: "Live everywhere" }).waitFor();

  const { deliveries } = await client.run(idShown(page));
  const extras = await Promise.all(
    deliveries.map(async ({ id, platform }) => {
      const { composition } = await client.delivery(id);
      return [platform, composition.segments[0]?.extra];
    }),
  );
  expect(Object.fromEntries(extras)).toMatchObject({
    x: { replySettings: "following" },
    mastodon: { visibility: "private", contentWarning: "Engines" },
  });
});
