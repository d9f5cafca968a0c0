// How many requests one key, one address and one person may make.

import { afterAll, beforeAll, expect, test } from "vitest";
import { nobody } from "./person.ts";
import type { Answer, Call, Person } from "./person.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

const perMinute = 5;

let world: World;
let ada: Person;

beforeAll(async () => {
  world = await openWorld({ RATE_LIMIT: String(perMinute) });
  ada = await world.person("Ada");
});

afterAll(() => world[Symbol.asyncDispose]());

test("each key has a limit of its own, and every answer says what is left of it", async () => {
  const [first, second] = [await ada.program(["posts:read"]), await ada.program(["posts:read"])];
  for (let left = perMinute - 1; left >= 0; left -= 1) {
    const answer = await first("GET", "/posts");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ratelimit")).toMatch(new RegExp(`^"minute";r=${left};t=\\d+$`));
    expect(answer.headers.get("x-ratelimit-remaining")).toBe(String(left));
  }
  expectRefused(await first("GET", "/posts"));
  expect((await second("GET", "/posts")).status).toBe(200);
});

test("a refused request is counted like any other: what a key may not do, it cannot try for ever", async () => {
  const program = await ada.program(["posts:read"]);
  for (let asked = 0; asked < perMinute; asked += 1) {
    expect((await program("GET", "/connections")).status).toBe(403);
  }
  expectRefused(await program("GET", "/connections"));
});

test("who cannot say who they are is counted by address, behind a proxy too", async () => {
  const from = (address: string): Call => {
    const call = nobody(world.url);
    return (method, path) => call(method, path, undefined, { "x-forwarded-for": address });
  };
  const guess = (call: Call) => call("GET", "/posts");
  const [one, other] = [from("203.0.113.1"), from("203.0.113.2")];
  for (let asked = 0; asked < perMinute; asked += 1) expect((await guess(one)).status).toBe(401);
  expectRefused(await guess(one));
  expectRefused(await one("GET", "/welcome"));
  expect((await guess(other)).status).toBe(401);
});

test("nobody is buried in invitations", async () => {
  const site = await ada.createSite({ name: "Notes" });
  const invitation = { email: "often@example.test" };
  const invite = () => ada.call("POST", `/sites/${site.id}/invitations`, invitation);
  for (let sent = 0; sent < 5; sent += 1) expect((await invite()).status).toBe(201);
  expect(await invite()).toMatchObject({ status: 429, body: { code: "too-many-invitations" } });
});

test("a person's browsers may ask ten times as often, for all their pages together", async () => {
  const answers: Answer[] = [];
  for (let asked = 0; asked <= perMinute * 10; asked += 1) {
    answers.push(await ada.call("GET", "/sites"));
  }
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers[0]?.headers.get("x-ratelimit-limit")).toBe(String(perMinute * 10));
  expect(refused.length).toBeGreaterThan(0);
  expectRefused(answers.at(-1));
});

function expectRefused(answer: Answer | undefined): void {
  expect(answer).toMatchObject({ status: 429, body: { code: "too-many-requests" } });
  expect(Number(answer?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(answer?.headers.get("x-ratelimit-remaining")).toBe("0");
}
