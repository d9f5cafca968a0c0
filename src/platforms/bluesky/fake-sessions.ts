// Signing in to the fake: one app password opens every account. Access tokens last two hours, as
// the reference server's do. Its refresh tokens may be used again for two hours and then give the
// same successor; here they work once, as other servers have it.

import { randomUUID } from "node:crypto";

import { z } from "zod";

import { days, hours } from "#kernel/clock.ts";

import { didFor, invalidRequest, XrpcRefusal } from "./fake-state.ts";
import type { FakeState } from "./fake-state.ts";

export const appPassword = "sand-box0-pass-word";

const accessLastsMs = hours(2);
const refreshLastsMs = days(90);

const entry = z.object({ identifier: z.string(), password: z.string() });

interface World {
  state: FakeState;
  now(): Date;
  origin: string;
}

export function createSession(body: unknown, world: World): object {
  const entered = entry.safeParse(body);
  if (!entered.success) {
    throw invalidRequest(`Missing required key "${String(entered.error.issues[0]?.path[0])}" at $`);
  }
  const { identifier, password } = entered.data;
  const { handles } = world.state;
  const did = identifier in handles ? identifier : didFor(identifier, world.state);
  if (did === undefined || password !== appPassword) {
    throw new XrpcRefusal(401, "AuthenticationRequired", "Invalid identifier or password");
  }
  return openedSession(did, world);
}

export function refreshSession(authorization: string | null, world: World): object {
  const { token, did } = authenticate(authorization, "refresh", world);
  Reflect.deleteProperty(world.state.tokens, token);
  return openedSession(did, world);
}

/** A session that has ended already may be ended again. */
export function deleteSession(authorization: string | null, world: World): object {
  const token = bearer(authorization);
  if (!token.startsWith("refresh.")) throw unverifiedToken();
  Reflect.deleteProperty(world.state.tokens, token);
  return {};
}

/** Whose token it is. @throws XrpcRefusal */
export function authenticate(
  authorization: string | null,
  kind: "access" | "refresh",
  { state, now }: World,
): { token: string; did: string } {
  const token = bearer(authorization);
  const found = state.tokens[token];
  if (found?.kind !== kind) {
    if (kind === "refresh" && token.startsWith("refresh.")) {
      throw new XrpcRefusal(400, "ExpiredToken", "Token has been revoked");
    }
    throw unverifiedToken();
  }
  if (found.expiresAtMs <= now().getTime()) throw expiredToken();
  return { token, did: found.did };
}

export function expiredToken(): XrpcRefusal {
  return new XrpcRefusal(400, "ExpiredToken", "Token has expired");
}

function bearer(authorization: string | null): string {
  if (authorization === null) {
    throw new XrpcRefusal(401, "AuthMissing", "Authentication Required");
  }
  return authorization.replace(/^Bearer /, "");
}

function unverifiedToken(): XrpcRefusal {
  return new XrpcRefusal(400, "InvalidToken", "Token could not be verified");
}

export function didDocument(
  did: string,
  { state, origin }: Omit<World, "now">,
): object | undefined {
  const handle = state.handles[did];
  if (handle === undefined) return undefined;
  return {
    "@context": ["https://www.w3.org/ns/did/v1"],
    id: did,
    alsoKnownAs: [`at://${handle}`],
    verificationMethod: [],
    service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: origin }],
  };
}

function openedSession(did: string, world: World): object {
  const { state, now } = world;
  const issue = (kind: "access" | "refresh", lastsMs: number) => {
    const token = `${kind}.${randomUUID()}`;
    state.tokens[token] = { kind, did, expiresAtMs: now().getTime() + lastsMs };
    return token;
  };
  return {
    did,
    handle: state.handles[did],
    didDoc: didDocument(did, world),
    accessJwt: issue("access", accessLastsMs),
    refreshJwt: issue("refresh", refreshLastsMs),
    active: true,
  };
}
