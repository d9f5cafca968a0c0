// The product as its operator's browser uses it: signed in by cookie. Open a client first; it signs
// the operator up.

import { createdApiKeySchema } from "#api/contract/people.ts";
import { siteSchema } from "#api/contract/sites.ts";
import type { Site } from "#api/contract/sites.ts";
import { operator } from "#test/client.ts";

export interface BrowserSession {
  /** The Cookie header. */
  cookie: string;
  /** A request from the product's own pages, unless the headers say otherwise. */
  call(request: BrowserRequest): Promise<Response>;
  newSite(site: Record<string, unknown>): Promise<Site>;
  newKey(scopes: readonly string[]): Promise<string>;
}

export interface BrowserRequest {
  method: string;
  /** Below /api/v1. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export async function signIn(url: string): Promise<BrowserSession> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify(operator),
  });
  if (!answer.ok) throw new Error(`The operator could not sign in: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const call: BrowserSession["call"] = ({ method, path, body, headers }) =>
    fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, origin: url, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    cookie,
    call,
    async newSite(body) {
      const created = await call({ method: "POST", path: "/sites", body });
      return siteSchema.parse(await created.json());
    },
    async newKey(scopes) {
      const body = { name: `for ${scopes.join(", ")}`, scopes };
      const created = await call({ method: "POST", path: "/api-keys", body });
      return createdApiKeySchema.parse(await created.json()).key;
    },
  };
}
