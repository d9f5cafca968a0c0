// Accounts on a server without mail: what would be mailed is in its log, and no other secret is.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { welcomeSchema } from "#api/contract/accounts.ts";
import { operator } from "#test/client.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";

const newPassword = "another correct horse";
let product: Product;

beforeAll(async () => {
  product = await startProduct({ env: { DATABASE_URL: "", LOG_LEVEL: "" } });
});

afterAll(() => product[Symbol.asyncDispose]());

test("whoever runs the server finds the links in the log, and they work", async () => {
  await post("/sign-up/email", operator);
  const verifying = await fetch(await linkInLog("/verify-email"), { redirect: "manual" });
  expect(verifying.headers.get("location")).toBe("/?verified=1");

  await post("/request-password-reset", { email: operator.email });
  const token = new URL(await linkInLog("/reset-password")).hash.replace("#token=", "");
  await post("/reset-password", { token, newPassword });
  const { email } = operator;
  const signedIn = await post("/sign-in/email", { email, password: newPassword });
  const cookie = signedIn.headers.getSetCookie().map((each) => each.split(";")[0]);
  const headers = { cookie: cookie.join("; ") };
  const welcome = await fetch(`${product.url}/api/v1/welcome`, { headers });
  expect(welcomeSchema.parse(await welcome.json())).toMatchObject({
    ...{ hasMail: false, signInWith: [], signUp: "invite" },
    user: { email, emailVerified: true, isOperator: true },
  });
});

test("passwords and cookies are in no log", async () => {
  const answer = await post("/sign-in/email", { email: operator.email, password: newPassword });
  const [cookie = ""] = answer.headers.getSetCookie();
  const value = decodeURIComponent(cookie.split(";")[0]?.split("=")[1] ?? "").split(".")[0] ?? "";
  expect(value).toMatch(/^\w{20,}$/);
  for (const secret of [operator.password, newPassword, value]) {
    expect(product.output()).not.toContain(secret);
  }
});

test("nobody else gets in without an invitation", async () => {
  const person = { name: "Eve", email: "eve@example.test", password: newPassword };
  const answer = await send("/sign-up/email", person);
  expect([answer.status, await answer.json()]).toMatchObject([403, { code: "INVITATION_NEEDED" }]);
});

async function post(path: string, body: object): Promise<Response> {
  const answer = await send(path, body);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer;
}

function send(path: string, body: object): Promise<Response> {
  return fetch(`${product.url}/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: product.url },
    body: JSON.stringify(body),
  });
}

async function linkInLog(path: string): Promise<string> {
  const pattern = new RegExp(String.raw`${product.url}[\w/]*${path}[?#][^\s"\\]+`);
  for (let tries = 0; tries < 300; tries += 1) {
    const [link] = pattern.exec(product.output()) ?? [];
    if (link !== undefined) return link;
    await pause(100);
  }
  throw new Error(`No link to ${path} in the log:\n${product.output()}`);
}
