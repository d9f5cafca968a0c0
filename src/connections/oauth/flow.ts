// The steps of OAuth 2.0 that we take: leave for the authorization server, come back with a code, renew,
// revoke. Nothing here knows a database or a platform.

import type * as Library from "oauth4webapi";
import { z } from "zod";
import type { JsonObject } from "#kernel/json.ts";
import { converse } from "./library.ts";
import type { Conversation, Parties } from "./library.ts";
import { keyPairOf, newPrivateJwk } from "#kernel/keys.ts";

export interface Leaving {
  state: string;
  redirectUri: string;
  scopes: readonly string[];
  scopeSeparator: string;
  loginHint?: string | undefined;
}

/** What has to be known when the browser comes back. Must survive JSON. */
export const keptSchema = z.object({
  redirectUri: z.string(),
  codeVerifier: z.string().nullable(),
  dpopKey: z.string().nullable(),
});
export type Kept = z.infer<typeof keptSchema>;

/** What a token endpoint answered; the members that every platform shares are read. */
export interface TokenAnswer {
  accessToken: string;
  refreshToken: string | undefined;
  expiresInSeconds: number | undefined;
  /** All of it, for what only one platform sends. */
  all: JsonObject;
}

/** Where the browser is to go. @throws PlatformError */
export async function leave(
  parties: Parties,
  { state, redirectUri, scopes, scopeSeparator, loginHint }: Leaving,
): Promise<{ url: string; kept: Kept }> {
  const { server, app } = parties;
  const dpopKey = server.usesDpop ? await newPrivateJwk() : null;
  return converse(parties, async (conversation) => {
    const { oauth } = conversation;
    const codeVerifier = server.usesPkce ? oauth.generateRandomCodeVerifier() : null;
    const asked = new URLSearchParams({
      ...{ response_type: "code", client_id: app.clientId, redirect_uri: redirectUri },
      ...{ scope: scopes.join(scopeSeparator), state },
      ...(codeVerifier !== null && {
        code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
      }),
      ...(loginHint !== undefined && { login_hint: loginHint }),
    });
    const kept = { redirectUri, codeVerifier, dpopKey };
    const url = new URL(server.authorizeUrl);
    const parameters =
      server.parUrl === null ? asked : await deposit(conversation, { asked, dpopKey });
    for (const [name, value] of parameters) url.searchParams.set(name, value);
    return { url: url.href, kept };
  });
}

/**
 * Exchanges the code that the browser came back with.
 * @throws PlatformError; a way back that is not the one we prepared is a "malformed" one
 */
export async function comeBack(
  parties: Parties,
  { params, state, kept }: { params: URLSearchParams; state: string; kept: Kept },
): Promise<TokenAnswer> {
  const { server } = parties;
  return converse(parties, async (conversation) => {
    const { oauth, as, client, clientAuth } = conversation;
    const returned = new URLSearchParams(params);
    if (server.issuer === null) returned.delete("iss");
    const checked = oauth.validateAuthResponse(as, client, returned, state);
    const { redirectUri } = kept;
    // Deprecated, to make it stand out: of the platforms that leave PKCE out, some refuse its parameters.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the one way to say so
    const verifier = kept.codeVerifier ?? oauth.nopkce;
    return withProof(conversation, kept.dpopKey, async (options) => {
      const answer = await oauth.authorizationCodeGrantRequest(
        ...([as, client, clientAuth, checked, redirectUri, verifier, options] as const),
      );
      return toTokens(await oauth.processAuthorizationCodeResponse(as, client, answer));
    });
  });
}

/** @throws PlatformError */
export function renewTokens(
  parties: Parties,
  { refreshToken, dpopKey }: { refreshToken: string; dpopKey: string | null },
): Promise<TokenAnswer> {
  return converse(parties, (conversation) => {
    const { oauth, as, client, clientAuth } = conversation;
    return withProof(conversation, dpopKey, async (options) => {
      const answer = await oauth.refreshTokenGrantRequest(
        ...([as, client, clientAuth, refreshToken, options] as const),
      );
      return toTokens(await oauth.processRefreshTokenResponse(as, client, answer));
    });
  });
}

/** @throws PlatformError */
export function revokeToken(
  parties: Parties,
  { token, dpopKey }: { token: string; dpopKey: string | null },
): Promise<void> {
  return converse(parties, (conversation) => {
    const { oauth, as, client, clientAuth } = conversation;
    return withProof(conversation, dpopKey, async (options) => {
      const answer =
        dpopKey === null
          ? await oauth.revocationRequest(as, client, clientAuth, token, options)
          : await revokeWithProof(conversation, token, options);
      await oauth.processRevocationResponse(answer);
    });
  });
}

/**
 * Bluesky's server answers a revocation without a proof of the key with 200, and does nothing. The library
 * proves none there: the request is the same as one that leaves parameters, so it is made as that.
 */
function revokeWithProof(
  { oauth, as, client, clientAuth }: Conversation,
  token: string,
  options: Library.TokenEndpointRequestOptions,
): Promise<Response> {
  const { revocation_endpoint } = as;
  const revoking = {
    ...as,
    ...(revocation_endpoint && { pushed_authorization_request_endpoint: revocation_endpoint }),
  };
  const parameters = new URLSearchParams({ token });
  return oauth.pushedAuthorizationRequest(revoking, client, clientAuth, parameters, options);
}

/** Leaves the request with the server, so that the address only carries its number. */
async function deposit(
  conversation: Conversation,
  { asked, dpopKey }: { asked: URLSearchParams; dpopKey: string | null },
): Promise<URLSearchParams> {
  const { oauth, as, client, clientAuth } = conversation;
  return withProof(conversation, dpopKey, async (options) => {
    const answer = await oauth.pushedAuthorizationRequest(
      ...([as, client, clientAuth, asked, options] as const),
    );
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, answer);
    return new URLSearchParams({ client_id: client.client_id, request_uri });
  });
}

/** With a key, a server may first want to be answered with a number of its own: then once more. */
async function withProof<T>(
  { oauth, client, options }: Conversation,
  dpopKey: string | null,
  request: (options: Library.TokenEndpointRequestOptions) => Promise<T>,
): Promise<T> {
  if (dpopKey === null) return request(options);
  const DPoP = oauth.DPoP(client, await keyPairOf(dpopKey));
  try {
    return await request({ ...options, DPoP });
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return request({ ...options, DPoP });
  }
}

const answerSchema = z.record(z.string(), z.json());

function toTokens(answer: Library.TokenEndpointResponse): TokenAnswer {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresInSeconds: answer.expires_in,
    all: answerSchema.parse(JSON.parse(JSON.stringify(answer))),
  };
}
