// Kit for connector authors: how a fake checks that a request was signed with the key that a token is
// bound to (RFC 9449). It wants to be answered with a number that changes every few minutes.

import { createHash, createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import { minutes, plus, seconds } from "#kernel/clock.ts";

/** The thumbprint of the key, or why the proof is none. */
export type Proof = { thumbprint: string } | { problem: "use_dpop_nonce" | "invalid_dpop_proof" };

export interface FakeDpop {
  /** With the token where the request bears one. */
  check(request: Request, token?: string): Proof;
  /** Goes with every answer. */
  nonce(): string;
}

const nonceLastsMs = minutes(3);
const proofLastsMs = seconds(60);

const headerSchema = z.object({
  ...{ typ: z.literal("dpop+jwt"), alg: z.literal("ES256") },
  jwk: z.strictObject({
    ...{ kty: z.literal("EC"), crv: z.literal("P-256"), x: z.string(), y: z.string() },
  }),
});
const claimsSchema = z.object({
  ...{ jti: z.string().min(8), htm: z.string(), htu: z.url(), iat: z.number() },
  ...{ nonce: z.string().optional(), ath: z.string().optional() },
});

export function createFakeDpop({ now }: { now(): Date }): FakeDpop {
  const seen = new Set<string>();
  const nonceAt = (at: Date) => `sandbox-number-${Math.floor(at.getTime() / nonceLastsMs)}`;
  return {
    nonce: () => nonceAt(now()),
    check(request, token) {
      const read = readProof(request.headers.get("dpop") ?? "");
      if (read === undefined) return { problem: "invalid_dpop_proof" };
      const { jwk, claims, isSigned } = read;
      const isGood =
        isSigned &&
        !seen.has(claims.jti) &&
        claims.htm === request.method &&
        claims.htu === addressOf(request) &&
        // By the clock of the machine, the only one that makers of proofs go by.
        Math.abs(seconds(claims.iat) - Date.now()) <= proofLastsMs &&
        (token === undefined || claims.ath === hashOf(token));
      if (!isGood) return { problem: "invalid_dpop_proof" };
      const accepted = [nonceAt(now()), nonceAt(plus(now(), -nonceLastsMs))];
      if (!accepted.includes(claims.nonce ?? "")) return { problem: "use_dpop_nonce" };
      seen.add(claims.jti);
      const { crv, kty, x, y } = jwk;
      // RFC 7638: the members that matter, in this order.
      return { thumbprint: hashOf(JSON.stringify({ crv, kty, x, y })) };
    },
  };
}

function readProof(proof: string) {
  const [head = "", body = "", signature = ""] = proof.split(".");
  const header = headerSchema.safeParse(jsonIn(head)).data;
  const claims = claimsSchema.safeParse(jsonIn(body)).data;
  if (header === undefined || claims === undefined) return undefined;
  const key = createPublicKey({ key: header.jwk, format: "jwk" });
  const signed = Buffer.from(`${head}.${body}`);
  const bytes = Buffer.from(signature, "base64url");
  const isSigned = verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, bytes);
  return { jwk: header.jwk, claims, isSigned };
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return undefined;
  }
}

function addressOf({ url }: Request): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
