import { describe, expect, test } from "vitest";

import { type Hosts, hostKey, hostSet, isPublicAddress, isPublicUrl, urlPolicy } from "./guard.ts";

describe("urlPolicy", () => {
  const allowed = hostSet(["lan.example:3000", "127.0.0.1:8080"]);
  const declared = ["api.example", "moved.example:8443", "127.0.0.1:8080"];
  const objection = (hosts: Hosts, url: string) => urlPolicy(hosts, allowed)(new URL(url));

  test.each([
    ["https://api.example/path?query", undefined],
    ["https://API.EXAMPLE:443/", undefined],
    ["https://moved.example:8443/", undefined],
    ["http://127.0.0.1:8080/", undefined],
    ["http://2130706433:8080/", undefined],
    ["https://moved.example/", "not a declared host"],
    ["https://api.example:8443/", "not a declared host"],
    ["https://api.example.evil.example/", "not a declared host"],
    ["https://sub.api.example/", "not a declared host"],
    ["https://api.example./", "not a declared host"],
    ["http://lan.example:3000/", "not a declared host"],
    ["http://api.example/", "not https"],
    ["http://api.example:443/", "not https"],
    ["https://user@api.example/", "a name or password in the address"],
    ["https://:password@api.example/", "a name or password in the address"],
    ["file:///etc/passwd", "not a web address"],
    ["data:text/plain,hello", "not a web address"],
  ])("for declared hosts: %s → %s", (url, expected) => {
    expect(objection(declared, url)).toBe(expected);
  });

  test.each([
    ["https://anything.example/", undefined],
    ["http://lan.example:3000/", undefined],
    ["https://lan.example:3000/", undefined],
    ["https://anything.example:8443/", "not port 443"],
    ["http://anything.example/", "not https"],
    ["http://lan.example/", "not https"],
    ["https://user:password@anything.example/", "a name or password in the address"],
    ["ftp://anything.example/", "not a web address"],
  ])("for the public: %s → %s", (url, expected) => {
    expect(objection("public", url)).toBe(expected);
  });
});

describe("hostSet", () => {
  test("makes the spellings of an entry one", () => {
    const entries = ["Example.org", "example.org:443", "0x7f.1:80", "[::0001]:80"];
    expect([...hostSet(entries)]).toEqual(["example.org:443", "127.0.0.1:80", "[::1]:80"]);
    expect(hostKey(new URL("http://[0:0::1]/"))).toBe("[::1]:80");
  });

  test.each(["", "https://example.org", "example.org/path", "u@example.org", "a b", "x:99999"])(
    "refuses %j",
    (entry) => {
      expect(() => hostSet([entry])).toThrow("not a host or host:port");
    },
  );
});

describe("isPublicAddress", () => {
  test.each(["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"])(
    "%s is",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"],
    ...["169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1"],
    ...["198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::ffff:0:127.0.0.1"],
    ...["64:ff9b::127.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::"],
    ...["3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1", "fe80::1%eth0"],
    ...["fec0::1", "ff02::1", "localhost", "", "127.1.example"],
  ])("%s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("isPublicUrl", () => {
  test.each([
    ["https://broadside.example.org", true],
    ["http://example.org:8080", true],
    ["https://8.8.8.8", true],
    ["https://[2606:4700::1111]", true],
    ["http://localhost:8080", false],
    ["http://notes.localhost", false],
    ["http://nas", false],
    ["http://nas.local", false],
    ["http://broadside.internal", false],
    ["http://nas.home.arpa", false],
    ["http://127.0.0.1:8080", false],
    ["http://192.168.1.20:8080", false],
    ["http://[::1]:8080", false],
  ])("of %s is %s", (url, isPublic) => {
    expect(isPublicUrl(new URL(url))).toBe(isPublic);
  });
});
