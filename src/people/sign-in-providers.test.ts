import { describe, expect, it } from "vitest";
import type { OAuth2SignIn, OidcSignIn } from "#connector/sign-in.ts";
import { chooseProviders } from "./sign-in-providers.ts";

const oidc: OidcSignIn = {
  ...{ kind: "oidc", scopes: ["openid"] },
  discovery: { origin: "main", path: "/.well-known/openid-configuration" },
};
const oauth2: OAuth2SignIn = {
  ...{ kind: "oauth2", scopes: ["identify"], usesPkce: true, readPerson: () => undefined },
  authorize: { origin: "login", path: "/authorize" },
  token: { origin: "main", path: "/token" },
  profile: { origin: "main", path: "/me" },
};
const origins = { main: "http://127.0.0.1:1", login: "http://127.0.0.1:2" };

describe("the providers to offer", () => {
  it("are none where no app is configured", () => {
    expect(choose({})).toEqual([]);
    expect(choose({ GOOGLE_CLIENT_ID: "id", NOTES_CLIENT_SECRET: "secret" })).toEqual([]);
  });

  it("are Google, found by its discovery document", () => {
    const settings = { GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "secret" };
    expect(choose(settings)).toEqual([
      {
        ...{ id: "google", name: "Google", clientId: "id", clientSecret: "secret" },
        scopes: ["openid", "email", "profile"],
        endpoints: { discoveryUrl: "https://accounts.google.com/.well-known/openid-configuration" },
      },
    ]);
    const moved = choose({ ...settings, GOOGLE_ORIGIN: "http://127.0.0.1:3000" });
    expect(moved[0]?.endpoints).toEqual({
      discoveryUrl: "http://127.0.0.1:3000/.well-known/openid-configuration",
    });
  });

  it("say which setting is wrong", () => {
    expect(() => choose({ GOOGLE_ORIGIN: "accounts.example" })).toThrow(/^GOOGLE_ORIGIN must look/);
  });

  it("are platforms that offer it, at the addresses that configuration gives them", () => {
    const settings = {
      ...{ NOTES_CLIENT_ID: "n", NOTES_CLIENT_SECRET: "ns" },
      ...{ BOOK_SHELF_CLIENT_ID: "b", BOOK_SHELF_CLIENT_SECRET: "bs" },
      ...{ SILENT_CLIENT_ID: "s", SILENT_CLIENT_SECRET: "ss" },
    };
    expect(choose(settings)).toEqual([
      {
        ...{ id: "notes", name: "notes", clientId: "n", clientSecret: "ns", scopes: ["identify"] },
        endpoints: {
          authorizationUrl: "http://127.0.0.1:2/authorize",
          tokenUrl: "http://127.0.0.1:1/token",
          profileUrl: "http://127.0.0.1:1/me",
          usesPkce: true,
          readPerson: oauth2.readPerson,
        },
      },
      {
        ...{ id: "book-shelf", name: "book-shelf", clientId: "b", clientSecret: "bs" },
        scopes: ["openid"],
        endpoints: { discoveryUrl: "http://127.0.0.1:1/.well-known/openid-configuration" },
      },
    ]);
  });
});

function choose(settings: Readonly<Record<string, string>>) {
  const platforms = [
    { connector: { about: aboutOf("notes"), signIn: oauth2 }, origins },
    { connector: { about: aboutOf("book-shelf"), signIn: oidc }, origins },
    { connector: { about: aboutOf("silent") }, origins },
  ];
  return chooseProviders(platforms, (name) => settings[name]);
}

function aboutOf(id: string) {
  const web = "https://example.org";
  const common = { origins: { main: web }, web, accountKinds: [] };
  const wording = { template: "", hashtags: { maxCount: null } };
  return { ...common, ...wording, id, name: id, hosts: "origins-only" as const };
}
