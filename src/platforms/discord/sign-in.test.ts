import { describe, expect, it } from "vitest";

import type { OAuth2SignIn } from "#connector/sign-in.ts";

import { signIn } from "./sign-in.ts";
import { newFake } from "./testing.ts";

const { readPerson } = signIn as OAuth2SignIn;
const origin = "https://discord.test";
const back = "https://notes.test/back";

describe("a profile", () => {
  it("is read as a person", () => {
    const profile = { id: "1", username: "ada", global_name: "Ada", email: "ada@example.org" };
    expect(readPerson({ ...profile, verified: true })).toEqual({
      ...{ id: "1", name: "Ada", email: "ada@example.org", isEmailVerified: true },
    });
  });

  it("need not have a display name, an address, or word of its being verified", () => {
    expect(readPerson({ id: "1", username: "ada", global_name: null, email: null })).toEqual({
      ...{ id: "1", name: "ada", email: null, isEmailVerified: false },
    });
  });

  it.each([{}, { id: "", username: "ada" }, { id: 1, username: "ada" }, { message: "401" }])(
    "%j is none",
    (profile) => {
      expect(readPerson(profile)).toBeUndefined();
    },
  );
});

describe("the fake's sign-in", () => {
  it("asks for all that Discord asks for", async () => {
    const query = { client_id: "app", redirect_uri: back, scope: "identify" };
    expect((await ask(`/oauth2/authorize?${new URLSearchParams(query).toString()}`)).status).toBe(
      400,
    );
  });

  it("gives a code to one app and one address", async () => {
    const fake = newFake();
    const swap = async (change: Record<string, string>) => {
      const code = await codeFrom(fake, "identify");
      return exchange(fake, { code, ...change });
    };
    expect((await swap({ client_id: "another" })).status).toBe(400);
    expect((await swap({ redirect_uri: `${back}/else` })).status).toBe(400);
    expect((await swap({ client_secret: "" })).status).toBe(401);
    expect((await swap({})).status).toBe(200);
  });

  it("takes an app's secret by HTTP Basic, too", async () => {
    const fake = newFake();
    const form = { grant_type: "authorization_code", redirect_uri: back };
    const body = new URLSearchParams({ ...form, code: await codeFrom(fake, "identify") });
    const headers = { authorization: `Basic ${Buffer.from("app:secret").toString("base64")}` };
    const request = new Request(`${origin}/api/oauth2/token`, { method: "POST", headers, body });
    expect((await fake.handle(request)).status).toBe(200);
  });

  it("tells the address only where that was asked for", async () => {
    const fake = newFake();
    for (const [scope, email] of [
      ["identify", undefined],
      ["identify email", "sandy@sandbox.test"],
    ] as const) {
      const answer = await exchange(fake, { code: await codeFrom(fake, scope) });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const headers = { authorization: `Bearer ${token}` };
      const profile = await fake.handle(new Request(`${origin}/api/v10/users/@me`, { headers }));
      expect(((await profile.json()) as { email?: string }).email).toBe(email);
    }
    expect((await ask("/api/v10/users/@me")).status).toBe(401);
  });
});

type DiscordFake = ReturnType<typeof newFake>;

function ask(path: string, fake = newFake()): Promise<Response> {
  return fake.handle(new Request(origin + path));
}

async function codeFrom(fake: DiscordFake, scope: string): Promise<string> {
  const query = { response_type: "code", client_id: "app", redirect_uri: back, scope };
  const answer = await ask(`/oauth2/authorize?${new URLSearchParams(query).toString()}`, fake);
  return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

function exchange(fake: DiscordFake, change: Record<string, string>): Promise<Response> {
  const app = { client_id: "app", client_secret: "secret" };
  const form = { grant_type: "authorization_code", redirect_uri: back, ...app, ...change };
  const body = new URLSearchParams(form);
  return fake.handle(new Request(`${origin}/api/oauth2/token`, { method: "POST", body }));
}
