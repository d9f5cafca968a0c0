// Who may be contacted: the policy for URLs, asked before each request, and the policy for
// addresses, asked when a connection is made.

import ipaddr from "ipaddr.js";

/** Exact `host` or `host:port` entries (without a port: 443), or any public address over https. */
export type Hosts = readonly string[] | "public";

/** Says why a URL may not be requested; undefined when it may. */
export type UrlPolicy = (url: URL) => string | undefined;

const globalIpv6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * The policy of one session. `allowed` are the operator's private places: plain http is accepted
 * there, and "public" includes them, so that a user's own instance may stand in the LAN.
 */
export function urlPolicy(hosts: Hosts, allowed: ReadonlySet<string>): UrlPolicy {
  const declared = hosts === "public" ? undefined : hostSet(hosts);
  return (url) => {
    const host = hostKey(url);
    if (url.protocol !== "https:" && url.protocol !== "http:") return "not a web address";
    if (url.username !== "" || url.password !== "") return "a name or password in the address";
    if (url.protocol === "http:" && !allowed.has(host)) return "not https";
    if (declared && !declared.has(host)) return "not a declared host";
    if (!declared && !host.endsWith(":443") && !allowed.has(host)) return "not port 443";
    return undefined;
  };
}

/**
 * Entries as keys that `hostKey` can be looked up in.
 * @throws when an entry is not a host or host:port
 */
export function hostSet(entries: readonly string[]): ReadonlySet<string> {
  return new Set(
    entries.map((entry) => {
      const url = URL.parse(`https://${entry}`);
      if (url?.href !== `https://${url?.host}/`) {
        throw new Error(`not a host or host:port: ${entry}`);
      }
      return hostKey(url);
    }),
  );
}

/** Host and port of a URL, always with the port; the URL parser has made all spellings of an IP one. */
export function hostKey(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === "http:" ? "80" : "443")}`;
}

/** Names that are resolved on one machine or one network only (RFC 6761, RFC 6762, RFC 8375). */
const localName = /(^|\.)(localhost|local|internal|home\.arpa|test|invalid)$/;

/** Whether people elsewhere can reach this address of the web, as far as its name tells. */
export function isPublicUrl(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(host)) return isPublicAddress(host);
  return host.includes(".") && !localName.test(host);
}

/** Whether an IP address belongs to the public internet: not private, local, reserved or a way round that. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  // ipaddr.js 2.5.0 calls ::127.0.0.1 and unassigned IPv6 space unicast; only 2000::/3 is allocated:
  // https://www.iana.org/assignments/ipv6-address-space (2026-11)
  const routed = parsed.kind() === "ipv4" || parsed.match(globalIpv6);
  return routed && parsed.range() === "unicast";
}
