// The Editor by hand.

import type { Page } from "playwright-core";
import { png } from "#test/e2e/images.ts";
import { takeRequests } from "./browser.ts";

export async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Text", { exact: true }).fill(text);
}

export async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
}

export async function switchAutopost(page: Page, isOn: boolean): Promise<void> {
  await page.getByRole("switch", { name: "Auto-post" }).setChecked(isOn);
}

/** To choose with an input of files. */
export async function picture() {
  const buffer = Buffer.from(await png({ width: 300, height: 200 }));
  return { name: "picture.png", mimeType: "image/png", buffer };
}

/** The id at the end of a page's address. */
export function idShown(page: Page): string {
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

/** As if what waits for its answer had been sent yesterday; known after a reload. */
export async function ageUnanswered(page: Page): Promise<void> {
  // Page code is text here: these tests are typed for Node.
  await page.evaluate(`
    for (const [name, text] of Object.entries(localStorage)) {
      if (!name.startsWith("broadside.sending.")) continue;
      const sentAt = new Date(Date.now() - 23.5 * 3_600_000).toISOString();
      localStorage.setItem(name, JSON.stringify({ ...JSON.parse(text), sentAt }));
    }
  `);
}

/** The server does what it is asked; nobody hears of it, until the returned function is called. */
export function loseAnswers(page: Page, method: string, path: string): Promise<() => void> {
  return takeRequests(page, path, async (route) => {
    if (route.request().method() !== method) return route.continue();
    await route.fetch();
    await route.abort();
  });
}
