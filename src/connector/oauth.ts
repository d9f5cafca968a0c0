// Connecting by OAuth 2.0, as data: who the authorization server is, what is asked for and why, and
// what comes back. The flow itself is the same for all platforms (src/connections/oauth); it leaves in the
// credential `accessToken`, `refreshToken` where there is one, and `dpopKey`, the private key that the
// tokens are bound to, as a JWK in JSON.

import type { JsonObject } from "#kernel/json.ts";
import type { AuthBase, Field } from "./way.ts";

export interface OAuth2Auth extends AuthBase {
  kind: "oauth2";
  /** One that is always the same, or one that `discover` finds from what the user enters. */
  server: FixedServer | "discovered";
  /** What the user enters before leaving. Empty where the server is fixed. */
  fields: readonly Field[];
  /**
   * Who the app is at the server: one that the operator has registered and given the credentials of
   * (`<ID>_CLIENT_ID`, or `<ID>_<APP>_CLIENT_ID` where a platform needs several), one that `register`
   * makes at each server, or this server itself, described by a document that it publishes.
   */
  app: { kind: "operator"; name?: string } | { kind: "registered" } | { kind: "client-metadata" };
  /** All that may be asked for. */
  scopes: readonly Scope[];
  scopeSeparator: " " | ",";
  /** Whether one authorisation reaches several accounts, of which the user chooses (`targets`). */
  reaches: "one" | "several";
  /**
   * How a credential is renewed without the user: by refresh tokens where the server gives some, by
   * the connector's own `refresh`, or not at all.
   */
  renewal: "refresh-token" | "own" | "none";
  /** How long an authorisation lasts in all, where the answers of the server do not tell. */
  lastsMs?: { publicClient: number };
  /** What of a token answer is needed later, beside the tokens. Pure. */
  keep?(answer: JsonObject): Readonly<Record<string, string>>;
}

/** What is asked for, and why, in the user's words. */
export interface Scope {
  name: string;
  reason: string;
}

export interface FixedServer {
  /** Compared with `iss` where the server sends it; null where it names none. */
  issuer: string | null;
  /** Where the browser is sent. */
  authorize: Place;
  token: Place;
  revoke: Place | null;
  usesPkce: boolean;
  clientAuth: "basic" | "post";
}

export interface Place {
  /** A name in `about.origins`. */
  origin: string;
  path: string;
}

/** An authorization server, with whole addresses. Must survive JSON. */
export interface OAuthServer {
  issuer: string | null;
  /** Whether an answer without `iss` is none of its. */
  sendsIssuer?: boolean;
  authorizeUrl: string;
  tokenUrl: string;
  revokeUrl: string | null;
  /** Where the request is deposited before the browser is sent; null where it travels in the address. */
  parUrl: string | null;
  usesPkce: boolean;
  clientAuth: ClientAuth;
  /** Whether tokens are bound to a key of ours (RFC 9449). */
  usesDpop: boolean;
}

export type ClientAuth = "basic" | "post" | "none" | "private-key";

/** What `discover` found behind an entry. */
export interface Discovered {
  server: OAuthServer;
  /** Names the server among those of the platform: its app is registered once. */
  key: string;
  /** What is asked for there: a part of `scopes`, or what this server has in their place. */
  scopes: readonly string[];
  /** Whom the server should sign in. */
  loginHint?: string;
  /** Goes into the credential, for `identify` and all later requests. */
  keep: Readonly<Record<string, string>>;
}

/** An app as a server knows it. */
export interface OAuthApp {
  clientId: string;
  /** Null for an app without one. */
  clientSecret: string | null;
}

/** What `register` asks a server for. */
export interface Registration {
  server: OAuthServer;
  name: string;
  website: string;
  redirectUri: string;
  scopes: readonly string[];
}
