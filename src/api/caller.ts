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
    if (caller === undefined) throw notSignedIn();
    if (caller.scopes !== "all" && (scope === null || !caller.scopes.has(scope))) {
      throw notInScope(scope);
    }
    c.set("caller", caller);
    await next();
  };
}

async function identify(context: ApiContext, c: Context<ApiEnv>): Promise<Caller | undefined> {
  const presented = presentedKey(c);
  if (presented !== undefined) {
    const holder = await findApiKey(context.db, presented, context.clock.now());
    if (holder === undefined) throw wrongKey();
    return { userId: holder.userId, user: null, scopes: new Set(holder.scopes) };
  }
  const session = await context.auth.session(c.req.raw.headers);
  if (session === undefined) return undefined;
  if (isForeign(c)) throw foreignPage();
  for (const cookie of session.setCookies) c.header("set-cookie", cookie, { append: true });
  return { userId: session.user.id, user: session.user, scopes: "all" };
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
