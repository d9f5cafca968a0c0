import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "#kernel/logger.ts";
import type { ApiEnv, Counted } from "./env.ts";
import { answerError } from "./problems.ts";
import { createRateLimit } from "./rate-limit.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-01T12:00:00Z") });
});

afterEach(() => {
  vi.useRealTimers();
});

const limits = (answer: Response) =>
  ["ratelimit", "x-ratelimit-remaining", "x-ratelimit-reset"].map((name) =>
    answer.headers.get(name),
  );

describe("a rate limit", () => {
  it("says in every answer what is left, and refuses what is too much with the time to wait", async () => {
    const ask = askerOf(2);
    const first = await ask({ key: "a" });
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit-policy")).toBe('"minute";q=2;w=60');
    expect(first.headers.get("x-ratelimit-limit")).toBe("2");
    expect(limits(first)).toEqual(['"minute";r=1;t=60', "1", "60"]);
    vi.advanceTimersByTime(20_000);
    expect(limits(await ask({ key: "a" }))).toEqual(['"minute";r=0;t=40', "0", "40"]);
    const refused = await ask({ key: "a" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("40");
    expect(limits(refused)).toEqual(['"minute";r=0;t=40', "0", "40"]);
    expect(await refused.json()).toMatchObject({ code: "too-many-requests", status: 429 });
    vi.advanceTimersByTime(40_000);
    expect((await ask({ key: "a" })).status).toBe(200);
  });

  it("counts keys, addresses and people apart, and people's browsers less strictly", async () => {
    const ask = askerOf(1);
    for (const who of [
      { key: "a" },
      { key: "b" },
      { address: "192.0.2.1" },
      { address: undefined },
    ]) {
      expect((await ask(who)).status).toBe(200);
      expect((await ask(who)).status).toBe(429);
    }
    for (let asked = 0; asked < 10; asked += 1) {
      expect((await ask({ user: "a" })).status).toBe(200);
    }
    expect((await ask({ user: "a" })).status).toBe(429);
  });

  it("counts an address as it is meant, and IPv6 by the network that a household has", async () => {
    const ask = askerOf(1);
    const statuses = [];
    for (const address of [
      "1.2.3.4",
      "::ffff:1.2.3.4",
      "2001:db8::1",
      "2001:db8::2",
      "2001:db8:0:1::1",
    ]) {
      statuses.push((await ask({ address })).status);
    }
    expect(statuses).toEqual([200, 429, 200, 429, 200]);
  });

  it("of 0 is none", async () => {
    const ask = askerOf(0);
    for (let asked = 0; asked < 200; asked += 1) await ask({ key: "a" });
    const answer = await ask({ key: "a" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ratelimit")).toBeNull();
  });
});

function askerOf(perMinute: number) {
  const rateLimit = createRateLimit(perMinute);
  return async (who: Counted): Promise<Response> => {
    const app = new Hono<ApiEnv>();
    app.onError((error, c) => answerError(error, c, createLogger({ level: "silent" })));
    app.get("/", async (c) => {
      await rateLimit.count(c, who);
      return c.text("Here you are");
    });
    return app.request("/");
  };
}
