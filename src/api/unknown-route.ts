// What is asked for and is not there: no such route, or one that does not take the method.

import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Handler } from "hono";
import type { ApiEnv } from "./env.ts";
import { ApiProblem } from "./problems.ts";

interface Known {
  method: string;
  path: RegExp;
}

/** Answers what none of `api`'s routes, which are served below `base`, has answered. */
export function unknownRoute(api: OpenAPIHono<ApiEnv>, base: string): Handler<ApiEnv> {
  const known: Known[] = api.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== "route") return [];
    const { method, path } = definition.route;
    const pattern = path.replace(/\{[^}]+\}/g, "[^/]+");
    return [{ method: method.toUpperCase(), path: new RegExp(`^${base}${pattern}$`) }];
  });
  return (c) => {
    const taken = known.filter(({ path }) => path.test(c.req.path)).map(({ method }) => method);
    if (taken.length === 0) throw noSuchRoute();
    c.header("allow", taken.join(", "));
    throw wrongMethod(c.req.method, taken);
  };
}

function noSuchRoute(): ApiProblem {
  const detail = "There is no such route. /api/docs lists them all.";
  return new ApiProblem({ status: 404, code: "not-found", detail });
}

function wrongMethod(method: string, taken: readonly string[]): ApiProblem {
  const detail = `This route does not take ${method}: it takes ${taken.join(", ")}.`;
  return new ApiProblem({ status: 405, code: "method-not-allowed", detail });
}
