import { expect, it } from "vitest";

import { createFake } from "../contract/example/fake.ts";
import { type Referee, refereed } from "./referee.ts";
import { get, postJson } from "./testing.ts";

const options = { now: () => new Date(0), origin: "http://platform.test", web: "http://web.test" };

it("collects what a referee says of every fake's requests, each once, and lets the fake answer", async () => {
  const referee: Referee = {
    async objections(request) {
      return request.method === "POST" ? [`no ${await request.clone().text()}`] : [];
    },
  };
  const watched = refereed(createFake, referee);
  const [one, other] = [watched.createFake(options), watched.createFake(options)];
  const answer = await one.handle(postJson("/sessions", one.entries));
  expect(answer.status).toBe(201);
  await other.handle(postJson("/sessions", {}));
  await other.handle(postJson("/sessions", {}));
  await other.handle(get("/notes"));
  expect(watched.objections()).toEqual([`no ${JSON.stringify(one.entries)}`, "no {}"]);
});

it("takes a referee that breaks for an objection, not for a platform that fails", async () => {
  const broken = () => Promise.reject(new Error("no such schema"));
  const watched = refereed(createFake, { objections: broken });
  expect((await watched.createFake(options).handle(get("/notes"))).status).toBe(401);
  expect(watched.objections()).toEqual(["The referee broke: no such schema"]);
});

it("changes nothing where there is no referee", () => {
  const watched = refereed(createFake, undefined);
  expect(watched.createFake).toBe(createFake);
  expect(watched.objections()).toEqual([]);
});
