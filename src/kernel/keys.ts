// Keys as they are kept: private JWKs of P-256 in JSON.

import { z } from "zod";

/** A key with which this server proves itself, and its name. */
export interface ClientKey {
  id: string;
  privateJwk: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256" };

const jwkSchema = z.object({
  ...{ kty: z.literal("EC"), crv: z.literal("P-256") },
  ...{ x: z.string(), y: z.string(), d: z.string() },
});

export async function newPrivateJwk(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey("jwk", privateKey);
  return JSON.stringify({ kty, crv, x, y, d });
}

export async function keyPairOf(privateJwk: string) {
  const { d, ...open } = jwkSchema.parse(JSON.parse(privateJwk));
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey("jwk", { ...open, d }, algorithm, false, ["sign"]),
    // It is shown in every proof.
    crypto.subtle.importKey("jwk", open, algorithm, true, ["verify"]),
  ]);
  return { privateKey, publicKey };
}

/** What everybody may see of it, as a member of a JWK set. */
export function publicJwkOf({ id, privateJwk }: ClientKey) {
  const { d: _, ...open } = jwkSchema.parse(JSON.parse(privateJwk));
  return { ...open, kid: id, alg: "ES256", use: "sig" };
}
