// What the OAuth side of a fake remembers, in a form that survives JSON.

import { z } from "zod";

const grantSchema = z.object({
  ...{ clientId: z.string(), personId: z.string(), scopes: z.array(z.string()) },
  ...{ id: z.string(), isRevoked: z.boolean() },
  /** Of the key that its tokens are bound to. */
  thumbprint: z.string().optional(),
});
export type Grant = z.infer<typeof grantSchema>;

const codeSchema = z.object({
  ...{ grantId: z.string(), redirectUri: z.string(), endsAt: z.iso.datetime() },
  challenge: z.string().nullable(),
});
const tokenSchema = z.object({
  ...{ grantId: z.string(), kind: z.enum(["access", "refresh"]), isUsed: z.boolean() },
  endsAt: z.iso.datetime().nullable(),
});
const depositSchema = z.object({
  asked: z.record(z.string(), z.string()),
  endsAt: z.iso.datetime(),
});
export const stateSchema = z.object({
  count: z.number(),
  deposits: z.record(z.string(), depositSchema).default({}),
  grants: z.record(z.string(), grantSchema),
  codes: z.record(z.string(), codeSchema),
  tokens: z.record(z.string(), tokenSchema),
});
export type State = z.infer<typeof stateSchema>;

export function holderIn(state: State, token: string, now: Date): Grant | "ended" | undefined {
  const kept = state.tokens[token];
  const grant = state.grants[kept?.grantId ?? ""];
  if (kept?.kind !== "access" || grant === undefined) return undefined;
  const isOver = kept.endsAt !== null && new Date(kept.endsAt) <= now;
  return isOver || grant.isRevoked ? "ended" : grant;
}

export function issue(
  state: State,
  { endsAt, ...token }: { grantId: string; kind: "access" | "refresh"; endsAt: Date | null },
): string {
  const name = next(state, `${token.kind}-token`);
  state.tokens[name] = { ...token, isUsed: false, endsAt: endsAt?.toISOString() ?? null };
  return name;
}

/** Something that nobody has had yet, and long enough to be treated as a secret. */
export function next(state: State, kind: string): string {
  return `sandbox-${kind}-${String((state.count += 1)).padStart(6, "0")}`;
}
