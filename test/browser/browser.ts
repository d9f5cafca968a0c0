// A person at the dashboard, in Chromium.

import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Locator, Page, Route } from "playwright-core";
import { expect } from "vitest";
import type { BrowserSession } from "#test/e2e/session.ts";
import { chromiumArgs, findChromium } from "./chromium.ts";

const patienceMs = 30_000;
/** More than any page has stops. */
const maxTabs = 60;

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("There is no Chromium");
  return chromium.launch({ executablePath, args: [...chromiumArgs] });
}

/** A browser of its own, with a page at the address; whatever fails in the page's code fails the test. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    // What is fading in would be looked at while it is pale.
    ...{ timezoneId: "Europe/Berlin", reducedMotion: "reduce" },
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(url);
  return page;
}

/** The same, with the cookies of a session. */
export async function openSignedIn(
  browser: Browser,
  url: string,
  { cookie }: Pick<BrowserSession, "cookie">,
  options?: BrowserContextOptions,
): Promise<Page> {
  const page = await openPage(browser, "about:blank", options);
  const { origin } = new URL(url);
  const cookies = cookie.split("; ").map((pair) => {
    const end = pair.indexOf("=");
    return { name: pair.slice(0, end), value: pair.slice(end + 1), url: origin };
  });
  await page.context().addCookies(cookies);
  await page.goto(url);
  return page;
}

/**
 * What the page asks for there is taken by `take`, until the returned function lets it through. It is not
 * unrouted: a request under way just then could stay without an answer
 * (https://github.com/microsoft/playwright/issues/41802, 2026-11-28).
 */
export async function takeRequests(
  page: Page,
  path: string,
  take: (route: Route) => Promise<void>,
): Promise<() => void> {
  let isTaken = true;
  await page.route(path, (route) => (isTaken ? take(route) : route.continue()));
  return () => void (isTaken = false);
}

/** Nothing that axe finds, and nothing that sticks out of the window's width. */
export async function expectUsable(page: Page): Promise<void> {
  // No page has frames of others, for which axe would open another page each time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect(found, page.url()).toEqual([]);
  const { scrollWidth, clientWidth } = await sizes(page);
  expect(scrollWidth, page.url()).toBeLessThanOrEqual(clientWidth);
}

/** Page code is text here: these tests are typed for Node. */
function sizes(page: Page): Promise<{ scrollWidth: number; clientWidth: number }> {
  return page.evaluate(
    "(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }))(document.documentElement)",
  );
}

/** As somebody without a mouse gets there. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let tabs = 0; tabs < maxTabs; tabs += 1) {
    await page.keyboard.press("Tab");
    if ((await page.locator(":focus").and(target).count()) > 0) return;
  }
  throw new Error(`The Tab key does not lead to ${target.toString()}`);
}
