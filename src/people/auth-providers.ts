// Sign-in providers in the sign-in library's terms.

import { genericOAuth } from "better-auth/plugins/generic-oauth";
import type { GenericOAuthConfig } from "better-auth/plugins/generic-oauth";
import { z } from "zod";
import type { SignInProvider } from "./sign-in-providers.ts";

const profileSchema = z.record(z.string(), z.json().optional()).transform(
  // What is absent is no JSON.
  (profile) => z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(profile))),
);

export function providerPlugin(providers: readonly SignInProvider[]) {
  return genericOAuth({ config: providers.map(toConfig) });
}

function toConfig(provider: SignInProvider): GenericOAuthConfig {
  const { id: providerId, name, clientId, clientSecret, scopes, endpoints } = provider;
  const common = { providerId, name, clientId, clientSecret, scopes: [...scopes] };
  if ("discoveryUrl" in endpoints) {
    const { discoveryUrl } = endpoints;
    return { ...common, discoveryUrl, requireIdTokenVerification: true, pkce: true };
  }
  const { authorizationUrl, tokenUrl, profileUrl: userInfoUrl, usesPkce: pkce } = endpoints;
  const read = (profile: unknown) => endpoints.readPerson(profileSchema.parse(profile));
  return {
    ...{ ...common, authorizationUrl, tokenUrl, userInfoUrl, pkce },
    accountSubject: ({ profile }) => read(profile)?.id ?? "",
    mapProfileToUser(profile) {
      const person = read(profile);
      return {
        ...{ name: person?.name ?? "", email: person?.email ?? null },
        emailVerified: person?.isEmailVerified ?? false,
      };
    },
  };
}
