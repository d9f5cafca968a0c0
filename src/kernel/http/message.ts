// Requests and answers as the rest of the product sees them, and requests as bytes.

import type { Ending, HttpFailure } from "./failure.ts";

export interface HttpRequest {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** FormData and URLSearchParams bring their own content type. */
  body?: string | Uint8Array | FormData | URLSearchParams;
  /** In place of what a request has otherwise; who opens the way may shorten it. */
  timeoutMs?: number;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  /** Where the answer came from, after redirects. */
  url: string;
  bytes: Uint8Array;
  text(): string;
  /** @throws HttpFailure of kind "malformed" when the body is not JSON */
  json(): unknown;
}

/** A request ready for the wire: header names in lower case, the body whole in memory. */
export interface Outgoing {
  method: HttpRequest["method"];
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
}

/** An answer as it came off the wire. */
export interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** Discord and others refuse requests without one; a connector may set a better one. */
const userAgent = "Broadside";

/** Encoding the body whole gives it a length, and lets it be written at once with the head. */
export async function encode(request: HttpRequest, url: URL): Promise<Outgoing> {
  const { method, body } = request;
  const headers: Record<string, string> = { "user-agent": userAgent };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    headers[name.toLowerCase()] = value;
  }
  if (!(body instanceof FormData || body instanceof URLSearchParams)) {
    return { method, url, headers, body: body ?? null };
  }
  const form = new Response(body);
  const contentType = form.headers.get("content-type") ?? "";
  const bytes = new Uint8Array(await form.arrayBuffer());
  return { method, url, headers: { ...headers, "content-type": contentType }, body: bytes };
}

/** `failure` is asked for when the body turns out not to be JSON. */
export function toResponse(
  answer: Answer,
  url: URL,
  failure: (ending: Ending) => HttpFailure,
): HttpResponse {
  const { status, headers } = answer;
  const text = () => new TextDecoder().decode(answer.bytes);
  return {
    ...answer,
    url: url.href,
    text,
    json() {
      try {
        return JSON.parse(text()) as unknown;
      } catch {
        // The parser's own words quote the body.
        const error = `not JSON but ${headers.get("content-type") ?? "of no declared type"}`;
        throw failure({ kind: "malformed", sent: "yes", status, error });
      }
    },
  };
}
