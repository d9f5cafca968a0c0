// The document by which authorization servers know this server where nobody registers apps: its
// address is the app's id. A server that cannot be reached from outside has a stand-in for it, and
// cannot prove itself.
// https://atproto.com/specs/oauth#clients (2026-11-25)

import type { OAuth2Auth, OAuthApp } from "#connector/oauth.ts";
import { isPublicUrl } from "#kernel/http/guard.ts";
import type { ConnectionsContext } from "../context.ts";
import { newPrivateJwk, publicJwkOf } from "#kernel/keys.ts";
import type { ClientKey } from "#kernel/keys.ts";
import { redirectUriOf } from "./redirect.ts";

type Context = Pick<ConnectionsContext, "db" | "box" | "publicUrl">;

const name = "Broadside";

/** Whether others can fetch the document: https, by a public name, without a port. */
export function canPublish(publicUrl: string): boolean {
  const url = new URL(publicUrl);
  return url.protocol === "https:" && url.port === "" && isPublicUrl(url);
}

/** This server as an app, and the key it proves itself with; null where it cannot. */
export async function documentedApp(
  context: Context,
  platform: string,
  auth: OAuth2Auth,
): Promise<{ app: OAuthApp; clientKey: ClientKey | null }> {
  const { publicUrl } = context;
  if (!canPublish(publicUrl)) {
    return {
      app: { clientId: loopbackId(publicUrl, platform, auth), clientSecret: null },
      clientKey: null,
    };
  }
  const clientId = documentAddress(publicUrl, platform);
  return { app: { clientId, clientSecret: null }, clientKey: await clientKeyOf(context, platform) };
}

export async function clientDocument(context: Context, platform: string, auth: OAuth2Auth) {
  const { publicUrl } = context;
  return {
    client_id: documentAddress(publicUrl, platform),
    ...{ client_name: name, client_uri: publicUrl, application_type: "web" },
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    redirect_uris: [redirectUriOf(publicUrl, platform)],
    scope: scopeOf(auth),
    dpop_bound_access_tokens: true,
    ...{ token_endpoint_auth_method: "private_key_jwt", token_endpoint_auth_signing_alg: "ES256" },
    jwks: { keys: [publicJwkOf(await clientKeyOf(context, platform))] },
  };
}

function documentAddress(publicUrl: string, platform: string): string {
  return `${publicUrl}/oauth/${platform}/client-metadata.json`;
}

/** The stand-in that servers accept for development: it says what the document would. */
function loopbackId(publicUrl: string, platform: string, auth: OAuth2Auth): string {
  const query = new URLSearchParams({
    redirect_uri: redirectUriOf(publicUrl, platform, { isLoopback: true }),
    scope: scopeOf(auth),
  });
  return `http://localhost?${query.toString()}`;
}

function scopeOf({ scopes, scopeSeparator }: OAuth2Auth): string {
  return scopes.map((scope) => scope.name).join(scopeSeparator);
}

/** Made once; dropping it would end all that it was used for. */
async function clientKeyOf({ db, box }: Context, platform: string): Promise<ClientKey> {
  const place = clientKeyPlace(platform);
  await db
    .insertInto("clientKeys")
    .values({ platform, secret: box.seal(await newPrivateJwk(), place) })
    .onConflict((conflict) => conflict.column("platform").doNothing())
    .execute();
  const { secret } = await db
    .selectFrom("clientKeys")
    .select("secret")
    .where("platform", "=", platform)
    .executeTakeFirstOrThrow();
  return { id: platform, privateJwk: box.open(secret, place) };
}

/** What the key is bound to. */
export function clientKeyPlace(platform: string): string {
  return `client_keys/${platform}`;
}
