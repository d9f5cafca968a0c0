import { describe, expect, it } from "vitest";
import { clientAddressReader } from "./client-address.ts";

const person = "203.0.113.7";
const proxy = "10.0.0.2";

describe("the address of a caller", () => {
  it("is the peer's where the peer is no proxy of ours, whatever it claims", () => {
    const read = clientAddressReader(["loopback"]);
    expect(read(person, undefined)).toBe(person);
    expect(read(person, "198.51.100.1")).toBe(person);
    expect(read(undefined, "198.51.100.1")).toBeUndefined();
  });

  it("is what a proxy on this machine has seen", () => {
    const read = clientAddressReader(["loopback"]);
    for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      expect(read(peer, person)).toBe(person);
      expect(read(peer, `198.51.100.1, ${person}`), "what comes before is hearsay").toBe(person);
    }
    expect(read("127.0.0.1", undefined)).toBe("127.0.0.1");
  });

  it("is read through several proxies, and not beyond what an unknown one says", () => {
    const read = clientAddressReader(["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]);
    expect(read("127.0.0.1", `${person}, ${proxy}`)).toBe(person);
    expect(read("127.0.0.1", `${person}, 198.51.100.1, ${proxy}`)).toBe("198.51.100.1");
    expect(read("127.0.0.1", `${person}, 2001:db8::5`)).toBe(person);
    expect(read("127.0.0.1", `${proxy}, 10.0.0.3`), "all are proxies").toBe(proxy);
    expect(read("::1", person), "only the proxies that are named").toBe("::1");
  });

  it("is no nonsense that somebody writes there", () => {
    const read = clientAddressReader(["loopback"]);
    expect(read("127.0.0.1", "unknown, , <script>")).toBe("127.0.0.1");
    expect(read("127.0.0.1", `unknown, ${person}`)).toBe(person);
    expect(read("127.0.0.1", `${person}, unknown`), "nor what stands before it").toBe("127.0.0.1");
  });

  it("is read with its port, as some proxies write it", () => {
    const read = clientAddressReader(["loopback"]);
    expect(read("127.0.0.1", `198.51.100.1, ${person}:5123`)).toBe(person);
    expect(read("127.0.0.1", "198.51.100.1, [2001:db8::1]:5123")).toBe("2001:db8::1");
    expect(read("127.0.0.1", "198.51.100.1, [2001:db8::1]")).toBe("2001:db8::1");
  });

  it("is always the peer's where no proxy is trusted", () => {
    expect(clientAddressReader([])("127.0.0.1", person)).toBe("127.0.0.1");
  });

  it("is not read by a range that is none", () => {
    expect(() => clientAddressReader(["10.0.0.0/99"])).toThrow();
    expect(() => clientAddressReader(["everybody"])).toThrow();
  });
});
