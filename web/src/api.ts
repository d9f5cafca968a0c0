// The way to the server. A request ends with the answer, with an `ApiProblem` in the server's own
// words, or with `Unreachable`: then nobody knows whether the server has done what was asked.

import type { Problem } from "#api/contract/shared.ts";

type FieldProblem = NonNullable<Problem["errors"]>[number];

/** The server has refused. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  /** Where in the request. */
  readonly errors: readonly FieldProblem[];

  constructor(
    status: number,
    { code, detail, errors = [] }: Omit<Problem, "type" | "title" | "status">,
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** There was no answer of the server's. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

interface RequestOptions {
  body?: object | undefined;
  /** Makes a create that is repeated return what the first one made. */
  idempotencyKey?: string;
}

const unreachableMessage = "The server can't be reached; what you wrote is still here.";

export function get<T>(path: string): Promise<T> {
  return send(`/api/v1${path}`, { method: "GET" });
}

export function post<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return sendJson("POST", `/api/v1${path}`, options);
}

export function patch<T>(path: string, body: object): Promise<T> {
  return sendJson("PATCH", `/api/v1${path}`, { body });
}

export function remove(path: string): Promise<void> {
  return send(`/api/v1${path}`, { method: "DELETE" });
}

export function upload<T>(path: string, file: Blob): Promise<T> {
  return send(`/api/v1${path}`, {
    method: "POST",
    body: file,
    headers: { "content-type": file.type || "application/octet-stream" },
  });
}

/** The routes of signing in, which speak their own dialect of errors. */
export function postAuth(path: string, body: object): Promise<unknown> {
  return sendJson("POST", `/api/auth${path}`, { body });
}

/** What the server says about one field of a request. */
export function fieldError(error: Error | null, path: string): string | undefined {
  return error instanceof ApiProblem
    ? error.errors.find((each) => each.path === path)?.message
    : undefined;
}

function sendJson<T>(
  method: string,
  path: string,
  { body, idempotencyKey }: RequestOptions,
): Promise<T> {
  const headers = new Headers();
  if (body !== undefined) headers.set("content-type", "application/json");
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  return send(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new Unreachable(unreachableMessage, { cause });
  });
  const answer = await readAnswer(response);
  if (!response.ok) throw toProblem(response.status, answer);
  // The server's schemas are the contract's; they are not checked a second time here.
  return answer as T;
}

async function readAnswer(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch (cause) {
    // A proxy's page, or an answer that broke off.
    throw new Unreachable(unreachableMessage, { cause });
  }
}

function toProblem(status: number, answer: unknown): ApiProblem {
  const {
    code = "unknown",
    detail,
    message,
    errors,
  } = answer as Partial<Problem> & {
    message?: string;
  };
  const words = detail ?? message ?? `The server answered with status ${status}.`;
  return new ApiProblem(status, { code, detail: words, errors });
}
