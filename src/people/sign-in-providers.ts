// With whose accounts people can sign in here: Google's, and those of platforms that offer it, each
// where the operator has registered an app there and given its credentials.

import type { Connector } from "#connector/contract.ts";
import { originOf } from "#connector/origins.ts";
import type { Place } from "#connector/oauth.ts";
import type { Person, SignIn } from "#connector/sign-in.ts";
import type { JsonObject } from "#kernel/json.ts";

export interface SignInProvider {
  id: string;
  name: string;
  clientId: string;
  clientSecret: string;
  scopes: readonly string[];
  endpoints: OidcEndpoints | OAuth2Endpoints;
}

export interface OidcEndpoints {
  discoveryUrl: string;
}

export interface OAuth2Endpoints {
  authorizationUrl: string;
  tokenUrl: string;
  profileUrl: string;
  usesPkce: boolean;
  readPerson(profile: JsonObject): Person | undefined;
}

interface Reached {
  connector: Pick<Connector, "about" | "signIn">;
  /** By name, as configuration has them. */
  origins: Readonly<Record<string, string>>;
}

type Setting = (name: string) => string | undefined;

const google = { id: "google", name: "Google", origin: "https://accounts.google.com" };

/** @throws Error for people when a setting is not right */
export function chooseProviders(platforms: Iterable<Reached>, setting: Setting): SignInProvider[] {
  const offered = [...platforms].flatMap(({ connector: { about, signIn }, origins }) =>
    signIn === undefined ? [] : [toProvider(about, signIn, (place) => urlOf(place, origins))],
  );
  return [googleProvider(setting), ...offered].flatMap((provider) => {
    const prefix = provider.id.replaceAll("-", "_").toUpperCase();
    const clientId = setting(`${prefix}_CLIENT_ID`);
    const clientSecret = setting(`${prefix}_CLIENT_SECRET`);
    return clientId && clientSecret ? [{ ...provider, clientId, clientSecret }] : [];
  });
}

type Offered = Omit<SignInProvider, "clientId" | "clientSecret">;

function googleProvider(setting: Setting): Offered {
  const moved = setting("GOOGLE_ORIGIN");
  const origin = moved === undefined ? google.origin : originOf("GOOGLE_ORIGIN", moved);
  return {
    ...{ id: google.id, name: google.name, scopes: ["openid", "email", "profile"] },
    endpoints: { discoveryUrl: `${origin}/.well-known/openid-configuration` },
  };
}

function toProvider(
  { id, name }: Connector["about"],
  signIn: SignIn,
  at: (place: Place) => string,
): Offered {
  const { scopes } = signIn;
  if (signIn.kind === "oidc") {
    return { id, name, scopes, endpoints: { discoveryUrl: at(signIn.discovery) } };
  }
  const { authorize, token, profile, usesPkce, readPerson } = signIn;
  const urls = { authorizationUrl: at(authorize), tokenUrl: at(token), profileUrl: at(profile) };
  return { id, name, scopes, endpoints: { ...urls, usesPkce, readPerson } };
}

function urlOf({ origin, path }: Place, origins: Readonly<Record<string, string>>): string {
  const base = origins[origin];
  if (base === undefined) throw new Error(`There is no origin ${origin}`);
  return base + path;
}
