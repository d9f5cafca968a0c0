// Who is calling: a signed-in user by cookie, or a program by API key.

import type { Context, MiddlewareHandler } from "hono";
import type { ApiKeyScope } from "#people/api-keys.ts";
import { findApiKey } from "#people/api-keys.ts";
import type { ApiContext, ApiEnv, Caller } from "./env.ts";
import { ApiProblem } from "./problems.ts";

/** Lets through who is signed in, or whose key has the scope; without a scope, no key will do. */
export function callerWith(
  context: ApiContext,
  scope: ApiKeyScope | null,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const caller = await identify(context, c);
    if (caller.scopes !== "all" && (scope === null || !caller.scopes.has(scope))) {
      throw notInScope(scope);
    }
    c.set("caller", caller);
    await next();
  };
}

/** Whether who was let through would be let through now: asked by what goes on after its answer. */
export async function isStillWelcome(context: ApiContext, c: Context<ApiEnv>): Promise<boolean> {
  const { caller } = await recognise(context, c);
  return caller?.userId === c.get("caller").userId;
}

/** Whoever cannot say who they are is counted by their address. @throws ApiProblem */
async function identify(context: ApiContext, c: Context<ApiEnv>): Promise<Caller> {
  const { rateLimit } = context;
  const { caller, setCookies } = await recognise(context, c);
  if (caller === undefined) {
    await rateLimit.count(c, { address: c.env.clientAddress });
    throw presentedKey(c) === undefined ? notSignedIn() : wrongKey();
  }
  const { keyId, userId } = caller;
  await rateLimit.count(c, keyId === null ? { user: userId } : { key: keyId });
  if (keyId === null && isForeign(c)) throw foreignPage();
  for (const cookie of setCookies) c.header("set-cookie", cookie, { append: true });
  return caller;
}

const ofKey = { user: null, sessionId: null };

interface Recognised {
  caller: Caller | undefined;
  setCookies: readonly string[];
}

async function recognise(context: ApiContext, c: Context<ApiEnv>): Promise<Recognised> {
  const presented = presentedKey(c);
  if (presented !== undefined) {
    const holder = await findApiKey(context.db, presented, context.clock.now());
    if (holder === undefined) return { caller: undefined, setCookies: [] };
    const { keyId, userId, scopes } = holder;
    return { caller: { ...ofKey, keyId, userId, scopes: new Set(scopes) }, setCookies: [] };
  }
  const session = await context.auth.session(c.req.raw.headers);
  if (session === undefined) return { caller: undefined, setCookies: [] };
  const { id: sessionId, user, setCookies } = session;
  return { caller: { keyId: null, userId: user.id, user, sessionId, scopes: "all" }, setCookies };
}

function presentedKey(c: Context): string | undefined {
  const bearer = /^Bearer +(.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return bearer ?? c.req.header("x-api-key");
}

/** Another site's page, using the cookie of somebody who is signed in here. */
function isForeign(c: Context): boolean {
  if (c.req.method === "GET" || c.req.method === "HEAD") return false;
  const origin = c.req.header("origin");
  return origin !== undefined && URL.parse(origin)?.host !== c.req.header("host");
}

function notSignedIn(): ApiProblem {
  const detail = "Sign in, or send an API key as `Authorization: Bearer …` or `x-api-key: …`.";
  return new ApiProblem({ status: 401, code: "not-signed-in", detail });
}

function wrongKey(): ApiProblem {
  const detail = "This API key is not known, was revoked, or has expired.";
  return new ApiProblem({ status: 401, code: "wrong-key", detail });
}

function notInScope(scope: ApiKeyScope | null): ApiProblem {
  const detail =
    scope === null
      ? "This takes a signed-in user: an API key cannot do it."
      : `This API key does not have the scope ${scope}.`;
  return new ApiProblem({ status: 403, code: "not-in-scope", detail });
}

function foreignPage(): ApiProblem {
  const detail = "The request came from a page of another site.";
  return new ApiProblem({ status: 403, code: "foreign-page", detail });
}
