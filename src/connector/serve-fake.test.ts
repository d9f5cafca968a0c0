import { describe, expect, onTestFinished, test } from "vitest";
import type { CreateFake, FakePost } from "./fake.ts";
import type { Injection, PlainFault } from "./faults.ts";
import { serveFake, type ServedFake } from "./serve-fake.ts";

const now = () => new Date("2026-11-01T12:00:00Z");

describe("without faults", () => {
  test("the fake meets the request as it was sent, and its answer arrives as it was given", async () => {
    const served = await start();

    const answer = await write(served, "hello");

    expect(answer.status).toBe(201);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(await answer.json()).toEqual({ wrote: "hello", language: "en" });
    expect(texts(served)).toEqual(["hello"]);
  });

  test("requests are remembered with path and headers", async () => {
    const served = await start();

    await write(served, "hello");

    expect(served.requests).toMatchObject([
      { method: "POST", path: "/notes?wait=1", headers: { "accept-language": "en" } },
    ]);
  });

  test("an answer without a body has none", async () => {
    const served = await start();

    const answer = await fetch(`${served.origin}/nothing`);

    expect(answer.status).toBe(204);
  });

  test("a fake that throws is not mistaken for a platform in trouble", async () => {
    const served = await start();

    const answer = await fetch(`${served.origin}/bug`);

    expect(await answer.text()).toMatch(/^The fake broke: Error: forgot something/);
  });

  test("readers are sent to the web origin, its own by default", async () => {
    const served = await start({ web: "https://read.example" });
    const byItself = await start();

    await Promise.all([write(served, "a"), write(byItself, "b")]);

    expect(served.fake.posts()[0]?.permalink).toBe("https://read.example/0");
    expect(byItself.fake.posts()[0]?.permalink).toBe(`${byItself.origin}/0`);
  });

  test("a taken port is an error", async () => {
    const port = Number(new URL((await start()).origin).port);

    await expect(serveFake({ createFake: createNotes, now, port })).rejects.toThrow("EADDRINUSE");
  });
});

describe("faults", () => {
  test.each<[PlainFault, executed: boolean]>([
    ["lose-request", false],
    ["lose-reply", true],
  ])("%s leaves the caller without an answer", async (fault, executed) => {
    const served = await start({ fault });

    await expect(write(served, "hello")).rejects.toThrow();

    expect(texts(served)).toEqual(executed ? ["hello"] : []);
  });

  test.each<[PlainFault, executed: boolean]>([
    ["server-error", false],
    ["server-error-after", true],
  ])("%s answers with an HTML page", async (fault, executed) => {
    const served = await start({ fault });

    const answer = await write(served, "hello");

    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-type")).toMatch("text/html");
    expect(texts(served)).toEqual(executed ? ["hello"] : []);
  });

  test("truncated-json answers yes with something that is no JSON", async () => {
    const served = await start({ fault: "truncated-json" });

    const answer = await write(served, "hello");

    expect(answer.status).toBe(201);
    await expect(answer.json()).rejects.toThrow(SyntaxError);
    expect(texts(served)).toEqual(["hello"]);
  });

  test("refusals are the platform's own, and nothing is done", async () => {
    const served = await start();
    served.faults.inject({ fault: "unauthorized", aim: "any", times: 1 });
    served.faults.inject({ fault: "rate-limit", resetInMs: 30_000, aim: "any", times: 1 });

    expect((await write(served, "one")).status).toBe(401);
    const limited = await write(served, "two");

    expect(limited.status).toBe(429);
    expect(limited.headers.get("x-reset")).toBe("2026-11-01T12:00:30.000Z");
    expect(texts(served)).toEqual([]);
  });

  test("slow does it at once and answers late; closing does not wait for it", async () => {
    const served = await start();
    served.faults.inject({ fault: "slow", delayMs: 60_000, aim: "any", times: 1 });

    const answer = write(served, "hello");
    while (texts(served).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = served.close();

    await expect(answer).rejects.toThrow();
    await closed;
  });

  test("hit the requests they are aimed at, after those they let pass, as often as told", async () => {
    const served = await start();
    served.faults.inject({ fault: "server-error", aim: "post", times: 2, after: 1 });

    const statuses: number[] = [];
    for (const path of ["/notes", "/nothing", "/notes", "/nothing", "/notes", "/notes"]) {
      const method = path === "/notes" ? "POST" : "GET";
      statuses.push((await fetch(served.origin + path, { method })).status);
    }

    expect(statuses).toEqual([201, 204, 500, 204, 500, 201]);
  });

  test("can be taken back", async () => {
    const served = await start({ fault: "server-error" });
    served.faults.clear();

    expect((await write(served, "hello")).status).toBe(201);
  });
});

async function start({ fault, web }: { fault?: PlainFault; web?: string } = {}) {
  const served = await serveFake({ createFake: createNotes, now, ...(web && { web }) });
  onTestFinished(() => served.close());
  const injection: Injection | undefined = fault && { fault, aim: "post", times: 1 };
  if (injection) served.faults.inject(injection);
  return served;
}

function write({ origin }: ServedFake, text: string): Promise<Response> {
  const headers = { "accept-language": "en" };
  return fetch(`${origin}/notes?wait=1`, { method: "POST", body: text, headers });
}

function texts({ fake }: ServedFake): string[] {
  return fake.posts().map(({ text }) => text);
}

const createNotes: CreateFake = ({ web }) => {
  const posts: FakePost[] = [];
  return {
    async handle(request) {
      if (request.url.endsWith("/bug")) throw new Error("forgot something");
      if (request.method !== "POST") return new Response(null, { status: 204 });
      const [text, id] = [await request.text(), String(posts.length)];
      posts.push({
        ...{ id, text, account: "", images: [], card: null, replyTo: null },
        ...{ createdAt: now().toISOString(), permalink: `${web}/${id}` },
      });
      const language = request.headers.get("accept-language");
      return Response.json({ wrote: text, language }, { status: 201 });
    },
    isPost: (request) => request.method === "POST",
    refusals: {
      unauthorized: () => new Response("who are you?", { status: 401 }),
      rateLimited: (until) =>
        new Response("too fast", { status: 429, headers: { "x-reset": until.toISOString() } }),
    },
    posts: () => posts,
    save: () => ({}),
    load: () => undefined,
    entries: {},
  };
};
