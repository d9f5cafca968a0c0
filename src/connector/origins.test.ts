import { describe, expect, test } from "vitest";
import type { About } from "./about.ts";
import { hostsOf, movedHostsOf, originsOf } from "./origins.ts";

const about: About = {
  id: "two-towns",
  name: "Two Towns",
  origins: { main: "https://api.two.example", fileStore: "https://files.two.example:8443" },
  web: "https://two.example",
  hosts: "origins-only",
  accountKinds: ["person"],
  template: "{{title}}",
  hashtags: { maxCount: null },
};

const settings = (values: Record<string, string>) => (name: string) => values[name];
const none = settings({});

describe("originsOf", () => {
  test("is what the connector declares when nothing is set", () => {
    expect(originsOf(about, none)).toEqual({ ...about.origins, web: about.web });
  });

  test("moves each origin by its own setting", () => {
    const moved = settings({
      TWO_TOWNS_ORIGIN: "http://127.0.0.1:3000/",
      TWO_TOWNS_FILE_STORE_ORIGIN: "http://127.0.0.1:3001",
      TWO_TOWNS_WEB_ORIGIN: "https://read.example",
    });
    expect(originsOf(about, moved)).toEqual({
      main: "http://127.0.0.1:3000",
      fileStore: "http://127.0.0.1:3001",
      web: "https://read.example",
    });
  });

  test.each([
    "example.org",
    "ftp://example.org",
    "https://example.org/api",
    "https://a@b.example",
    "",
  ])("refuses %j, naming the setting", (value) => {
    const wrong = () => originsOf(about, settings({ TWO_TOWNS_ORIGIN: value }));
    expect(wrong).toThrow("TWO_TOWNS_ORIGIN");
  });
});

describe("hosts", () => {
  test("are the declared ones, and never the web", () => {
    const origins = originsOf(about, none);
    expect(hostsOf(about, origins)).toEqual(["api.two.example:443", "files.two.example:8443"]);
    expect(movedHostsOf(about, origins)).toEqual([]);
  });

  test("follow a moved origin, which may then be private", () => {
    const origins = originsOf(about, settings({ TWO_TOWNS_ORIGIN: "http://127.0.0.1:3000" }));
    expect(hostsOf(about, origins)).toEqual(["127.0.0.1:3000", "files.two.example:8443"]);
    expect(movedHostsOf(about, origins)).toEqual(["127.0.0.1:3000"]);
  });

  test("are any public ones where users choose the server", () => {
    const chosen: About = { ...about, hosts: "per-instance" };
    const origins = originsOf(chosen, settings({ TWO_TOWNS_ORIGIN: "http://127.0.0.1:3000" }));
    expect(hostsOf(chosen, origins)).toBe("public");
    expect(movedHostsOf(chosen, origins)).toEqual(["127.0.0.1:3000"]);
  });
});
