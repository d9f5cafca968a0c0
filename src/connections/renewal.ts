// Whether, how and when a connection's credential is renewed without its user.

import { days, plus } from "#kernel/clock.ts";
import type { Account, Credential, Grant } from "#connector/contract.ts";
import type { ConnectionsContext } from "./context.ts";
import { renewTokens } from "./oauth/flow.ts";
import { toGrant } from "./oauth/grant.ts";
import { partiesOf } from "./oauth/parties.ts";
import { authOf } from "./platforms.ts";
import type { Platform } from "./platforms.ts";
import { openSession } from "./session.ts";

/** Long before its end, so that a platform may be down for a while; of a short life, a part. */
const renewAheadMs = days(14);
const renewAheadShare = 1 / 4;

export interface Renewing {
  platform: Platform;
  /** The way the connection was made. */
  auth: string;
  account: Account;
  credential: Credential;
  /** When the authorisation ends, as far as is known. */
  endsAt: Date | null;
}

export function isRenewable(platform: Platform, authId: string, credential: Credential): boolean {
  const auth = authOf(platform, authId);
  const isByTokens = auth?.kind === "oauth2" && auth.renewal !== "own";
  if (!isByTokens) return auth !== undefined && platform.connector.refresh !== undefined;
  return auth.renewal === "refresh-token" && Boolean(credential["refreshToken"]);
}

/** Whether renewing puts off the end of the authorisation itself. */
export function isProlonged(platform: Platform, authId: string): boolean {
  const auth = authOf(platform, authId);
  return auth?.kind === "oauth2" && auth.renewal === "own";
}

/** When to renew a credential that runs out at `accessEndsAt`. */
export function renewalTime(accessEndsAt: Date, now: Date): Date {
  const lifeMs = accessEndsAt.getTime() - now.getTime();
  return plus(accessEndsAt, -Math.min(lifeMs * renewAheadShare, renewAheadMs));
}

/**
 * A new credential from the platform. Not to be called twice at once for one grant: see refresh.ts.
 * @throws PlatformError
 */
export async function renew(
  context: ConnectionsContext,
  { platform, auth: authId, account, credential, endsAt }: Renewing,
): Promise<Grant> {
  const auth = authOf(platform, authId);
  const { refresh } = platform.connector;
  if (auth?.kind === "oauth2" && auth.renewal !== "own") {
    const parties = await partiesOf(context, { platform, auth }, credential);
    const { refreshToken = "", dpopKey = null } = credential;
    const answer = await renewTokens(parties, { refreshToken, dpopKey });
    const now = context.clock.now();
    const isPublicClient = parties.server.clientAuth === "none";
    return toGrant({ auth, answer, now, before: credential, endsAt, isPublicClient });
  }
  if (refresh === undefined) throw new Error("There is no way to renew this credential");
  return refresh(openSession({ ...context, platform, credential }), account);
}
