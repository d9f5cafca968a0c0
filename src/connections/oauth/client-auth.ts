// How the app proves itself to an authorization server.

import type * as Library from "oauth4webapi";
import type { OAuthApp, OAuthServer } from "#connector/oauth.ts";
import { keyPairOf } from "#kernel/keys.ts";
import type { ClientKey } from "#kernel/keys.ts";

interface Proving {
  server: OAuthServer;
  app: OAuthApp;
  clientKey: ClientKey | null;
}

export async function clientAuthOf(
  oauth: typeof Library,
  { server, app, clientKey }: Proving,
): Promise<Library.ClientAuth> {
  const { clientSecret } = app;
  switch (server.clientAuth) {
    case "private-key": {
      if (clientKey === null) return oauth.None();
      const { privateKey: key } = await keyPairOf(clientKey.privateJwk);
      return oauth.PrivateKeyJwt({ key, kid: clientKey.id });
    }
    case "basic":
      return clientSecret === null ? oauth.None() : oauth.ClientSecretBasic(clientSecret);
    case "post":
      return clientSecret === null ? oauth.None() : oauth.ClientSecretPost(clientSecret);
    case "none":
      return oauth.None();
  }
}
