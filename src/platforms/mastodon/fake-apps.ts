// The apps that have registered with the fake, and what it holds them to afterwards.

import { z } from "zod";

import { formOf } from "#connector/fake-form.ts";

export const supportedScopes = [
  ...["read", "read:accounts", "read:statuses", "profile"],
  ...["write", "write:media", "write:statuses"],
];

const app = z.object({ secret: z.string(), redirectUri: z.url(), scopes: z.array(z.string()) });

/** By id. */
export const knownApps = z.record(z.string(), app);
export type KnownApps = z.infer<typeof knownApps>;

const newApp = z.strictObject({
  client_name: z.string().min(1),
  redirect_uris: z.url(),
  scopes: z.string().default("read"),
  website: z.url().optional(),
});

/** Adds it under the number. */
export function registerApp(apps: KnownApps, number: number, body: unknown): Response {
  const asking = newApp.safeParse(body).data;
  if (!asking) return invalid("Redirect URI must be an absolute URI.");
  const { client_name: name, redirect_uris: redirectUri, website = null } = asking;
  const scopes = asking.scopes.split(" ");
  if (!scopes.every((scope) => supportedScopes.includes(scope))) {
    return invalid("Scopes doesn't match configured on the server.");
  }
  const id = `sandbox-app-${number}`;
  const secret = `sandbox-app-secret-${number}`;
  apps[id] = { secret, redirectUri, scopes };
  return Response.json({
    ...{ id: String(number), name, scopes, redirect_uri: redirectUri },
    ...{ redirect_uris: [redirectUri], website },
    ...{ client_id: id, client_secret: secret, client_secret_expires_at: 0 },
  });
}

/** Of a request to authorize: only what the app was registered for is asked for. */
export function objectionToAsking(apps: KnownApps, { searchParams }: URL): Response | undefined {
  const known = apps[searchParams.get("client_id") ?? ""];
  if (!known) return page("Client authentication failed due to unknown client.", 401);
  if (known.redirectUri !== searchParams.get("redirect_uri")) {
    return page("The redirect uri included is not valid.", 400);
  }
  const scopes = (searchParams.get("scope") ?? "read").split(" ");
  if (scopes.every((scope) => known.scopes.includes(scope))) return undefined;
  const back = new URL(known.redirectUri);
  back.searchParams.set("error", "invalid_scope");
  back.searchParams.set("state", searchParams.get("state") ?? "");
  return new Response(null, { status: 302, headers: { location: back.href } });
}

/** Of a request to revoke: only an app itself takes its tokens back. */
export async function objectionToRevoking(
  apps: KnownApps,
  request: Request,
): Promise<Response | undefined> {
  const form = await formOf(request);
  const { client_id: id, client_secret: secret } = Object.fromEntries(form);
  if (typeof id === "string" && apps[id] && apps[id].secret === secret) return undefined;
  const error_description = "You are not authorized to revoke this token";
  return Response.json({ error: "unauthorized_client", error_description }, { status: 403 });
}

function invalid(what: string): Response {
  return Response.json({ error: `Validation failed: ${what}` }, { status: 422 });
}

function page(text: string, status: number): Response {
  const headers = { "content-type": "text/html; charset=utf-8" };
  return new Response(`<!doctype html><p>${text}</p>`, { status, headers });
}
