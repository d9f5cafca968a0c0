// Errors as RFC 9457 problem details: a stable code, and words that say what to do.

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ZodError } from "zod";
import { newId } from "#kernel/ids.ts";
import type { Logger } from "#kernel/logger.ts";
import type { Problem } from "./contract/shared.ts";
import { toIssues } from "./issues.ts";
import type { Issue } from "./issues.ts";
import type { ApiEnv } from "./env.ts";

interface Details {
  status: ContentfulStatusCode;
  code: string;
  detail: string;
  errors?: Issue[];
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  412: "Changed meanwhile",
  413: "Too large",
  415: "Unsupported media type",
  422: "Not acceptable",
  429: "Too many requests",
  500: "Our fault",
  502: "Another server's fault",
  503: "Not available",
  504: "Took too long",
};

/** Thrown by routes; becomes the answer. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly details: Details;

  constructor(details: Details) {
    super(details.detail);
    this.details = details;
  }
}

export function notFound(what: string): ApiProblem {
  const detail = `There is no such ${what}, or it is not yours.`;
  return new ApiProblem({ status: 404, code: "not-found", detail });
}

export function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem({
    ...{ status: 422, code: "invalid", detail: message },
    errors: [{ path, message }],
  });
}

/** What is being posted cannot be withdrawn before that has ended. */
export function sending(what: string): ApiProblem {
  const detail = `Something of ${what} is being posted right now. Try again in a moment.`;
  return new ApiProblem({ status: 409, code: "sending", detail });
}

/** The body is of a kind that the route does not read. */
export function unsupported(detail: string): Details {
  return { status: 415, code: "unsupported-media-type", detail };
}

/** A router whose requests are checked against their schemas. */
export function createRouter(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook(result, c) {
      if (!result.success) return answer(c, fromZod(result.error));
      return undefined;
    },
  });
}

/** Whatever a route throws, as a problem; what is nobody's fault but ours is logged with a number. */
export function answerError(error: Error, c: Context, log: Logger): Response {
  if (error instanceof ApiProblem) return answer(c, error.details);
  if (error instanceof HTTPException) return answer(c, fromHttp(error));
  const reference = newId();
  log.error({ reference, err: error, path: c.req.path }, "A request failed");
  const detail = `Something went wrong on our side. Tell the operator this number: ${reference}`;
  return answer(c, { status: 500, code: "internal", detail });
}

export function answer(c: Context, { status, code, detail, errors }: Details): Response {
  const problem: Problem = {
    ...{ type: "about:blank", title: titles[status] ?? "Error", status, code, detail },
    ...(errors && { errors }),
  };
  return c.json(problem, status, { "content-type": "application/problem+json" });
}

function fromZod(error: ZodError): Details {
  const errors = toIssues(error);
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return { status: 422, code: "invalid", detail: detail.join(" "), errors };
}

function fromHttp({ status, message }: HTTPException): Details {
  if (status === 400) {
    return { status, code: "malformed", detail: message || "The request could not be read." };
  }
  if (status === 415)
    return unsupported("Send JSON, with the header Content-Type: application/json.");
  return { status, code: "refused", detail: message };
}
