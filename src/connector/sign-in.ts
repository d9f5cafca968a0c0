// Signing in to Broadside with an account of a platform, as data. It is apart from connecting: it asks
// who somebody is, and permits nothing.

import type { JsonObject } from "#kernel/json.ts";
import type { Place } from "./oauth.ts";

/** `<ID>_CLIENT_ID` and `<ID>_CLIENT_SECRET` hold the app that the operator has registered for it. */
export type SignIn = OidcSignIn | OAuth2SignIn;

export interface OidcSignIn {
  kind: "oidc";
  /** Of the document that names all else. */
  discovery: Place;
  scopes: readonly string[];
}

export interface OAuth2SignIn {
  kind: "oauth2";
  /** Where the browser is sent. */
  authorize: Place;
  token: Place;
  /** What tells who the person is, given their access token. */
  profile: Place;
  scopes: readonly string[];
  usesPkce: boolean;
  /** Pure; undefined for what is no profile. */
  readPerson(profile: JsonObject): Person | undefined;
}

export interface Person {
  /** The platform's own, unchanging id. */
  id: string;
  name: string;
  email: string | null;
  /** Whether the platform has made sure that the address is theirs. */
  isEmailVerified: boolean;
}
