// Makes connections only to addresses that were checked. The socket connects to the very addresses
// that the guard saw, so a name cannot resolve to something else in between (DNS rebinding).

import { isIP, type LookupFunction } from "node:net";

import { buildConnector } from "undici";

import { hostKey, isPublicAddress } from "./guard.ts";

/** The name resolves to, or is, no public address. Does not tell which: it may be shown to users. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
  constructor() {
    super("not a public address");
  }
}

export interface ConnectOptions {
  /** host:port keys of the operator's private places: their addresses are not checked. */
  allowed: ReadonlySet<string>;
  lookup: LookupFunction;
  /** For name, TCP and TLS together. */
  timeoutMs: number;
}

export function guardedConnector(options: ConnectOptions): buildConnector.connector {
  const { allowed, lookup, timeoutMs } = options;
  const common = { allowH2: false, timeout: timeoutMs };
  const trusting = buildConnector({ ...common, lookup });
  const checking = buildConnector({ ...common, lookup: publicOnly(lookup) });

  return (target, done) => {
    if (allowed.has(hostKey(new URL(`${target.protocol}//${target.host}`)))) {
      trusting(target, done);
    } else if (isIP(target.hostname) !== 0 && !isPublicAddress(target.hostname)) {
      // Node does not call lookup for an IP literal.
      queueMicrotask(() => done(new AddressRefused(), null));
    } else {
      checking(target, done);
    }
  };
}

/** A lookup that knows only public addresses. */
export function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const addresses = Array.isArray(found) ? found.filter((a) => isPublicAddress(a.address)) : [];
      const [first] = addresses;
      if (!first) return done(new AddressRefused(), []);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
}
