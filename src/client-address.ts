// Who is calling: the address at the other end of the connection, or, where a proxy that we trust holds
// that end, the one that the proxy has seen.

import ipaddr from "ipaddr.js";

/** Ranges in CIDR notation, single addresses, or the word for this machine. */
export type TrustedProxies = readonly string[];

const loopback = ["127.0.0.0/8", "::1/128"];

/** Returns a function that reads the nearest address that is no proxy's. @throws for what is no range */
export function clientAddressReader(trusted: TrustedProxies) {
  const ranges = trusted
    .flatMap((entry) => (entry === "loopback" ? loopback : [entry]))
    .map(toRange);
  const isProxy = (address: string) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return ranges.some(
      ([network, bits]) => network.kind() === parsed.kind() && parsed.match([network, bits]),
    );
  };
  return (peer: string | undefined, forwardedFor: string | undefined): string | undefined => {
    if (peer === undefined) return undefined;
    // Each proxy adds whom it has seen; what stands before the first untrusted one is hearsay.
    const seen = forwardedFor === undefined ? [] : forwardedFor.split(",").map(toAddress);
    let nearest = peer;
    while (isProxy(nearest)) {
      const before = seen.pop();
      if (before === undefined) break;
      nearest = before;
    }
    return nearest;
  };
}

/** Some write the port, too; undefined for what is no address. */
function toAddress(entry: string): string | undefined {
  const written = entry.trim();
  const [, bracketed, ipv4] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+)(?::\d+)?$/.exec(written) ?? [];
  const address = bracketed ?? ipv4 ?? written;
  return ipaddr.isValid(address) ? address : undefined;
}

function toRange(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (entry.includes("/")) return ipaddr.parseCIDR(entry);
  const address = ipaddr.process(entry);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
