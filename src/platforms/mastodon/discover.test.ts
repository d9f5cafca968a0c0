import { describe, expect, it } from "vitest";

import { discover, register } from "./discover.ts";
import { instance, newFake, sessionOf } from "./testing.ts";

type Answer = (request: Request) => Response | Promise<Response>;

const find = (entered: string, answer: Answer = newFake().handle) =>
  discover(sessionOf(answer, { instance: entered }));

describe("a server", () => {
  it.each([
    "masto.test",
    " https://masto.test/ ",
    "@ada@masto.test",
    "ada@masto.test",
    "https://masto.test/@ada",
    // The one that configuration has put in its place.
    "mastodon.social",
  ])("is found from “%s”", async (entered) => {
    expect(await find(entered)).toMatchObject({
      ...{ key: instance, keep: { instance } },
      scopes: ["profile", "write:statuses", "write:media", "read:statuses"],
      server: { authorizeUrl: `${instance}/oauth/authorize`, usesPkce: true, clientAuth: "post" },
    });
  });

  it.each(["", "x", "nowhere", "💥", "https://user:word@masto.test"])(
    "is asked for instead of “%s”",
    async (entered) => {
      expect(await find(entered)).toMatchObject({ problem: { field: "instance" } });
    },
  );

  it("from before 4.3 has the old addresses and the wider scope", async () => {
    const old = (request: Request) =>
      request.url.includes("well-known")
        ? new Response("", { status: 404 })
        : newFake().handle(request);
    expect(await find("masto.test", old)).toMatchObject({
      ...{ scopes: ["read:accounts", "write:statuses", "write:media", "read:statuses"] },
      server: { tokenUrl: `${instance}/oauth/token`, revokeUrl: `${instance}/oauth/revoke` },
    });
  });

  it("that shows a page of its own for what it does not have is still found", async () => {
    const other = (request: Request) =>
      request.url.includes("well-known")
        ? new Response("<h1>Hello</h1>")
        : newFake().handle(request);
    expect(await find("masto.test", other)).toMatchObject({
      server: { authorizeUrl: `${instance}/oauth/authorize` },
    });
  });

  it("in trouble is not called another kind of server", async () => {
    const down = () => Promise.resolve(new Response("<h1>Down</h1>", { status: 503 }));
    expect(await find("masto.test", down)).toMatchObject({
      problem: { message: "masto.test has trouble at the moment (status 503). Try again later." },
    });
  });

  it("registers us for what is asked, once the server is known", async () => {
    const fake = newFake();
    const found = await find("masto.test", fake.handle);
    if ("problem" in found) throw new Error(found.problem.message);
    const { server, scopes } = found;
    const place = { redirectUri: "https://notes.test/back", website: "https://notes.test" };
    const app = await register(sessionOf(fake.handle), {
      ...{ server, scopes, name: "Broadside", ...place },
    });
    expect(app.clientId).not.toBe("");
    expect(app.clientSecret).not.toBe("");
  });

  it("that names another for its tokens gets its own asked", async () => {
    const sly = async (request: Request) => {
      const answer = await newFake().handle(request);
      const text = await answer.text();
      return new Response(
        text.replace(`${instance}/oauth/token`, "https://evil.test/token"),
        answer,
      );
    };
    expect(await find("masto.test", sly)).toMatchObject({
      server: { tokenUrl: `${instance}/oauth/token` },
    });
  });

  it("that is none is told so", async () => {
    const page = () => Promise.resolve(new Response("<h1>Hello</h1>"));
    expect(await find("masto.test", page)).toMatchObject({
      problem: { message: expect.stringMatching(/does not answer as a Mastodon server does/) },
    });
  });
});
