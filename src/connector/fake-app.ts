// Kit for connector authors: how an app proves to a fake who it is, and that it began what it ends.

import { createHash } from "node:crypto";

export interface AppRules {
  /** Whether the app's secret travels in the header, in the form, or is not asked for. */
  clientAuth: "basic" | "post" | "none";
  /** Any app with a secret by default. */
  knowsApp?(app: { id: string; secret: string | null }): boolean;
}

/** The app's id, if it proves itself as it should. */
export function appOf(
  request: Request,
  form: URLSearchParams,
  { clientAuth, knowsApp }: AppRules,
): string | undefined {
  const basic = /^Basic (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const [id, secret = null] =
    basic === undefined
      ? [form.get("client_id"), form.get("client_secret")]
      : Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent);
  if (!id || (clientAuth !== "none" && !secret)) return undefined;
  return (knowsApp?.({ id, secret }) ?? true) ? id : undefined;
}

export function challengeOf(form: URLSearchParams): string {
  return createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
}
