// The authorization server of a connection: the platform's own, at the addresses that configuration
// gives it, or the one that was found and is kept beside the tokens.

import { z } from "zod";
import type { Credential } from "#connector/contract.ts";
import type { OAuth2Auth, OAuthServer, Place } from "#connector/oauth.ts";
import type { Platform } from "../platforms.ts";

const serverSchema: z.ZodType<OAuthServer> = z.object({
  issuer: z.string().nullable(),
  sendsIssuer: z.boolean().default(false),
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  revokeUrl: z.string().nullable(),
  parUrl: z.string().nullable(),
  usesPkce: z.boolean(),
  clientAuth: z.enum(["basic", "post", "none", "private-key"]),
  usesDpop: z.boolean(),
});

const appSchema = z.object({ clientId: z.string(), clientSecret: z.string().nullable() });
const keptSchema = z.object({
  server: serverSchema,
  key: z.string(),
  /** As which this server is known there by what it gave, whatever it registers as later. */
  app: appSchema.optional(),
});

/** One that was found, and its name among those of the platform. */
export type FoundServer = z.infer<typeof keptSchema>;

/** Under which a credential holds the server that was found. */
const keptAs = "oauthServer";

export function fixedServer(auth: OAuth2Auth, { origins }: Platform): OAuthServer | undefined {
  const { server } = auth;
  if (server === "discovered") return undefined;
  const { issuer, authorize, token, revoke, usesPkce, clientAuth } = server;
  return {
    ...{ issuer, usesPkce, clientAuth, parUrl: null, usesDpop: false },
    authorizeUrl: addressOf(authorize, origins),
    tokenUrl: addressOf(token, origins),
    revokeUrl: revoke && addressOf(revoke, origins),
  };
}

export function keepServer(found: FoundServer): Credential {
  return { [keptAs]: JSON.stringify(found) };
}

/** @throws when the credential holds none: it was not made by this way */
export function keptServer(credential: Credential): FoundServer {
  return keptSchema.parse(JSON.parse(credential[keptAs] ?? "null"));
}

function addressOf({ origin, path }: Place, origins: Platform["origins"]): string {
  const base = origins[origin];
  if (base === undefined) throw new Error(`There is no origin ${origin}`);
  return base + path;
}
