import { describe, expect, it } from "vitest";
import type { About } from "#connector/about.ts";
import type { Connector } from "#connector/contract.ts";
import type { Sandbox } from "#connector/sandbox.ts";
import { ConfigError } from "./config.ts";
import { choosePlatforms } from "./platform-addresses.ts";

const one = platformOf({
  ...{ id: "one", name: "One", web: "https://one.example", hosts: "origins-only" },
  accountKinds: ["person"],
  template: "{{title}}",
  hashtags: { maxCount: null },
  ...{ origins: { main: "https://api.one.example", upload: "https://up.one.example" } },
});
const many = platformOf({
  ...{ id: "many", name: "Many", web: "https://many.example", hosts: "per-instance" },
  accountKinds: ["person"],
  template: "{{title}}",
  hashtags: { maxCount: null },
  origins: { main: "https://many.example" },
});

describe("the platforms' addresses", () => {
  it("are their own unless something is set, and nothing private may be contacted", () => {
    const { platforms, movedHosts } = choose({});
    expect(platforms.get("one")).toMatchObject({
      origins: { main: "https://api.one.example", web: "https://one.example" },
      hosts: ["api.one.example:443", "up.one.example:443"],
    });
    expect(platforms.get("many")?.hosts).toBe("public");
    expect(movedHosts).toEqual([]);
  });

  it("are moved one by one by the configuration, and may be private there", () => {
    const { platforms, movedHosts } = choose({
      ...{ ONE_ORIGIN: "http://127.0.0.1:3000", MANY_ORIGIN: "http://127.0.0.1:4000" },
    });
    expect(platforms.get("one")).toMatchObject({
      origins: { main: "http://127.0.0.1:3000", upload: "https://up.one.example" },
      hosts: ["127.0.0.1:3000", "up.one.example:443"],
    });
    expect(movedHosts).toEqual(["127.0.0.1:3000", "127.0.0.1:4000"]);
  });

  it("are all the sandbox's where there is one, whatever is configured", () => {
    const fake = { origin: "http://127.0.0.1:5000", web: "https://post.example.org/sandbox/one" };
    const sandbox = { platforms: new Map([["one", { ...fake, entries: {}, posts: () => [] }]]) };
    const { platforms, movedHosts } = choose({ ONE_ORIGIN: "http://127.0.0.1:3000" }, sandbox);
    expect(platforms.get("one")).toMatchObject({
      origins: { main: fake.origin, upload: fake.origin, web: fake.web },
    });
    expect(platforms.get("many")?.origins["main"]).toBe("https://many.example");
    expect(new Set(movedHosts)).toEqual(new Set(["127.0.0.1:5000"]));
  });

  it("that are none are told to the person who set them", () => {
    expect(() => choose({ ONE_UPLOAD_ORIGIN: "127.0.0.1" })).toThrow(ConfigError);
    expect(() => choose({ ONE_UPLOAD_ORIGIN: "127.0.0.1" })).toThrow(
      /^ONE_UPLOAD_ORIGIN must look/,
    );
  });
});

function platformOf(about: About): { connector: Connector } {
  return { connector: { about } as Connector };
}

function choose(
  settings: Record<string, string>,
  sandbox?: Pick<Sandbox, "platforms">,
): ReturnType<typeof choosePlatforms> {
  const connectors = new Map(Object.entries({ one, many }));
  const publicUrl = "http://localhost:8080";
  const config = { publicUrl, platformSetting: (name: string) => settings[name] };
  return choosePlatforms(connectors, config, sandbox as Sandbox | undefined);
}
