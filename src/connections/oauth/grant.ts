// From a token answer to what is kept of it, and for how long it is good. Pure.

import { plus, seconds } from "#kernel/clock.ts";
import type { Credential, Grant } from "#connector/contract.ts";
import type { OAuth2Auth } from "#connector/oauth.ts";
import type { TokenAnswer } from "./flow.ts";

export interface Granted {
  auth: OAuth2Auth;
  answer: TokenAnswer;
  now: Date;
  /** What is kept beside the tokens from before: all of the last credential, when it is renewed. */
  before: Credential;
  /** When the authorisation ends, as far as was known before. */
  endsAt: Date | null;
  /** An app that cannot prove itself is trusted for a shorter time. */
  isPublicClient: boolean;
}

export function toGrant({ auth, answer, now, before, endsAt, isPublicClient }: Granted): Grant {
  const { accessToken, refreshToken, expiresInSeconds } = answer;
  const accessEndsAt = expiresInSeconds === undefined ? null : plus(now, seconds(expiresInSeconds));
  const credential = {
    ...before,
    ...auth.keep?.(answer.all),
    ...{ accessToken, ...(refreshToken !== undefined && { refreshToken }) },
  };
  const renewable = auth.renewal === "refresh-token" && credential.refreshToken !== undefined;
  return {
    ...{ credential, accessEndsAt },
    endsAt: renewable
      ? (refreshTokenEnd(answer, now) ?? endsAt ?? publicEnd(auth, now, isPublicClient))
      : accessEndsAt,
  };
}

/** Some servers say how long the refresh token lasts, in seconds. */
function refreshTokenEnd({ all }: TokenAnswer, now: Date): Date | undefined {
  const lastsSeconds = all["refresh_token_expires_in"];
  return typeof lastsSeconds === "number" ? plus(now, seconds(lastsSeconds)) : undefined;
}

function publicEnd({ lastsMs }: OAuth2Auth, now: Date, isPublicClient: boolean): Date | null {
  return isPublicClient && lastsMs !== undefined ? plus(now, lastsMs.publicClient) : null;
}
