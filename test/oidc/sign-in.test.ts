// Signing in with a provider found by OpenID Connect discovery: the product, and a real provider in
// Google's place.

import { afterAll, beforeAll, expect, test } from "vitest";
import { welcomeSchema } from "#api/contract/accounts.ts";
import type { Welcome } from "#api/contract/accounts.ts";
import { startOAuthServer } from "#test/counterparts/start.ts";
import type { OAuthServer } from "#test/counterparts/start.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { freePort } from "#test/free-port.ts";

const grace = { sub: "1", email: "grace@example.test", email_verified: true, name: "Grace" };
let provider: OAuthServer;
let product: Product;

beforeAll(async () => {
  const port = await freePort();
  provider = await startOAuthServer(`http://localhost:${port}/api/auth/callback/google`);
  const { url, clientId, clientSecret } = provider;
  product = await startProduct({
    port,
    env: {
      ...{ DATABASE_URL: "", SIGN_UP: "invite", GOOGLE_ORIGIN: url },
      ...{ GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret },
    },
  });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await provider.stop();
});

test("the first page offers it", async () => {
  const { hasUsers, signInWith, signUp, hasMail } = await openBrowser().welcome();
  expect({ hasUsers, signInWith, signUp, hasMail }).toEqual({
    ...{ hasUsers: false, signUp: "invite", hasMail: false },
    signInWith: [{ id: "google", name: "Google" }],
  });
});

test("the first to come has an account, is the operator, and comes in again", async () => {
  await provider.setPerson(grace);
  const browser = openBrowser();
  expect(await browser.signIn()).toBe("/");
  const { user } = await browser.welcome();
  expect(user).toMatchObject({
    ...{ name: "Grace", email: grace.email, emailVerified: true, isOperator: true },
  });
  const again = openBrowser();
  expect(await again.signIn()).toBe("/");
  expect((await again.welcome()).user?.id).toBe(user?.id);
});

test("a stranger is told that it takes an invitation", async () => {
  await provider.setPerson({ ...grace, sub: "2", email: "eve@example.test", name: "Eve" });
  const browser = openBrowser();
  expect(await browser.signIn()).toMatch(/^\/sign-in\?error=INVITATION_NEEDED&error_description=/);
  expect((await browser.welcome()).user).toBeNull();
});

test("another account there with the same address gets in only if that is proven", async () => {
  await provider.setPerson({ ...grace, sub: "3", email_verified: false });
  expect(await openBrowser().signIn()).toBe("/sign-in?error=account_not_linked");
});

test("a code that another browser fetched opens nothing", async () => {
  await provider.setPerson(grace);
  const back = await openBrowser().goThere();
  const thief = openBrowser();
  expect((await thief.open(back)).headers.get("location")).toContain("/sign-in?error=");
  expect((await thief.welcome()).user).toBeNull();
});

test("nothing of it is in the log", () => {
  expect(product.output()).not.toContain(provider.clientSecret);
});

interface Browser {
  open(url: string, init?: RequestInit): Promise<Response>;
  welcome(): Promise<Welcome>;
  /** Through the provider's pages; where it sends the browser back to. */
  goThere(): Promise<string>;
  /** The whole way; where it ends. */
  signIn(): Promise<string>;
}

function openBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  async function open(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    const headers = new Headers(init.headers);
    headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    const answer = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return answer;
  }
  async function goThere(): Promise<string> {
    const asked = { provider: "google", callbackURL: "/", errorCallbackURL: "/sign-in" };
    const left = await open(`${product.url}/api/auth/sign-in/social`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: product.url },
      body: JSON.stringify(asked),
    });
    let { url } = (await left.json()) as { url: string };
    while (!url.startsWith(product.url)) {
      const answer = await open(url);
      url = new URL(answer.headers.get("location") ?? "", url).href;
    }
    return url;
  }
  return {
    ...{ open, goThere },
    welcome: async () =>
      welcomeSchema.parse(await (await open(`${product.url}/api/v1/welcome`)).json()),
    signIn: async () => (await open(await goThere())).headers.get("location") ?? "",
  };
}
