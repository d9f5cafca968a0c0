// The way to the server. A request ends with the answer, with an `ApiProblem` in the server's own
// words, or with `Unreachable`: then nobody knows whether the server has done what was asked.

import type { Problem } from "#api/contract/shared.ts";
import { wordsByCode } from "./account-words.ts";

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
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface Tagged<T> {
  answer: T;
  /** Null where it has none. */
  etag: string | null;
}

const unreachableMessage = "The server can't be reached; what you wrote is still here.";

export function get<T>(path: string): Promise<T> {
  return send(`/api/v1${path}`, { method: "GET" });
}

export function post<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return sendJson("POST", `/api/v1${path}`, options);
}

export function getTagged<T>(path: string): Promise<Tagged<T>> {
  return sendTagged(`/api/v1${path}`, { method: "GET" });
}

export function postTagged<T>(path: string, body: object): Promise<Tagged<T>> {
  return sendTagged(`/api/v1${path}`, jsonRequest("POST", { body }));
}

/** Only as long as what is there is what the ETag names; null: whatever is there. */
export function putTagged<T>(path: string, body: object, etag: string | null): Promise<Tagged<T>> {
  const headers = etag === null ? undefined : { "if-match": etag };
  return sendTagged(`/api/v1${path}`, jsonRequest("PUT", { body, headers }));
}

/**
 * An answer that comes bit by bit.
 * @throws ApiProblem or Unreachable, as the other requests
 */
export async function postForStream(
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const request = jsonRequest("POST", { body, headers: { accept: "text/event-stream" } });
  const response = await fetchAnswer(`/api/v1${path}`, { ...request, signal });
  if (!response.ok) await readGood(response);
  if (response.body === null) throw new Unreachable(unreachableMessage);
  return response.body;
}

/** With `ifMatch`, an ETag, only as long as what is there is the one it names. */
export function patch<T>(path: string, body: object, ifMatch?: string): Promise<T> {
  const headers = ifMatch === undefined ? undefined : { "if-match": ifMatch };
  return sendJson("PATCH", `/api/v1${path}`, { body, headers });
}

export function put<T>(path: string, body: object): Promise<T> {
  return sendJson("PUT", `/api/v1${path}`, { body });
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

/** The routes of accounts and of signing in, which speak their own dialect of errors. */
export function postAuth<T = unknown>(
  path: string,
  body: object,
  headers?: Readonly<Record<string, string>>,
): Promise<T> {
  return sendJson("POST", `/api/auth${path}`, { body, headers });
}

export function getAuth<T>(path: string): Promise<T> {
  return send(`/api/auth${path}`, { method: "GET" });
}

/** What the server says about one field of a request. */
export function fieldError(error: Error | null, path: string): string | undefined {
  return error instanceof ApiProblem
    ? error.errors.find((each) => each.path === path)?.message
    : undefined;
}

/** The same from the routes of accounts, which tell by a code what is wrong. */
export function codeError(error: Error | null, ...codes: readonly string[]): string | undefined {
  return error instanceof ApiProblem && codes.includes(error.code) ? error.message : undefined;
}

function sendJson<T>(method: string, path: string, options: RequestOptions): Promise<T> {
  return send(path, jsonRequest(method, options));
}

function jsonRequest(
  method: string,
  { body, idempotencyKey, headers: given }: RequestOptions,
): RequestInit {
  const headers = new Headers(given);
  if (body !== undefined) headers.set("content-type", "application/json");
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  return { method, headers, body: body === undefined ? null : JSON.stringify(body) };
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  return (await sendTagged<T>(path, init)).answer;
}

async function sendTagged<T>(path: string, init: RequestInit): Promise<Tagged<T>> {
  const response = await fetchAnswer(path, init);
  // The server's schemas are the contract's; they are not checked a second time here.
  return { answer: (await readGood(response)) as T, etag: response.headers.get("etag") };
}

function fetchAnswer(path: string, init: RequestInit): Promise<Response> {
  return fetch(path, init).catch((cause: unknown) => {
    throw new Unreachable(unreachableMessage, { cause });
  });
}

async function readGood(response: Response): Promise<unknown> {
  const answer = await readAnswer(response);
  if (!response.ok) throw toProblem(response, answer);
  return answer;
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

function toProblem({ status, headers }: Response, answer: unknown): ApiProblem {
  const {
    code = "unknown",
    detail,
    message,
    errors,
  } = answer as Partial<Problem> & {
    message?: string;
  };
  const waitSeconds = headers.get("x-retry-after");
  const words =
    detail ??
    wordsByCode[code] ??
    (waitSeconds === null
      ? undefined
      : `That was too often. Try again in ${waitSeconds} seconds.`) ??
    message ??
    `The server answered with status ${status}.`;
  return new ApiProblem(status, { code, detail: words, errors });
}
