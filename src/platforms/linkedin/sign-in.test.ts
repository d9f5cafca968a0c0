import { describe, expect, it } from "vitest";

import type { OAuth2SignIn } from "#connector/sign-in.ts";

import { signIn } from "./sign-in.ts";
import { newFake, origin, tokenFor } from "./testing.ts";

const { readPerson, scopes } = signIn as OAuth2SignIn;

describe("a profile", () => {
  it("is read as a person", () => {
    const profile = { sub: "782bbtaQ", name: "Ada", email: "ada@example.org" };
    expect(readPerson({ ...profile, email_verified: true, locale: "en-US" })).toEqual({
      ...{ id: "782bbtaQ", name: "Ada", email: "ada@example.org", isEmailVerified: true },
    });
  });

  it("need not have an address, or word of its being verified", () => {
    const person = { id: "1", name: "Ada", email: null, isEmailVerified: false };
    expect(readPerson({ sub: "1", name: "Ada" })).toEqual(person);
    expect(readPerson({ sub: "1", name: "Ada", email_verified: false })).toEqual(person);
  });

  it.each([{}, { sub: "", name: "Ada" }, { sub: 1, name: "Ada" }, { message: "401" }])(
    "%j is none",
    (profile) => {
      expect(readPerson(profile)).toBeUndefined();
    },
  );
});

it("the fake tells the address only where that was asked for", async () => {
  const fake = newFake();
  for (const [asked, email] of [
    [["openid", "profile", "w_member_social"], undefined],
    [scopes, "ada@sandbox.test"],
  ] as const) {
    const authorization = `Bearer ${await tokenFor(fake, asked)}`;
    const request = new Request(`${origin}/v2/userinfo`, { headers: { authorization } });
    const profile = (await (await fake.handle(request)).json()) as { email?: string };
    expect(profile.email).toBe(email);
  }
});
