// What people enter, and the account that is found behind it.

import type { Account, Session } from "#connector/contract.ts";

import { about } from "./about.ts";
import type { Home } from "./resolve.ts";

/** Handles are copied with an @, and with invisible marks of the writing direction around them. */
export function withoutMarks(entered: string): string {
  return entered.replace(/[\p{Cf}\s]/gu, "").replace(/^@/, "");
}

export function originOf(address: string): string | null {
  const url = URL.parse(/^\w+:\/\//.test(address) ? address : `https://${address}`);
  return url && /^https?:$/.test(url.protocol) ? url.origin : null;
}

export function accountAt({ did, pds, handle }: Home, { origins }: Session): Account {
  return {
    ...{ remoteId: did, kind: "person", name: handle ?? did, handle },
    url: `${origins["web"] ?? about.web}/profile/${did}`,
    ...{ avatarUrl: null, details: { pds } },
  };
}
