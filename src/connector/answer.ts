// Kit for connector authors: from an HTTP response to a parsed value or a PlatformError.

import type { ZodType } from "zod";
import type { HttpResponse } from "#kernel/http/fetch.ts";
import { PlatformError } from "./failure.ts";
import type { Failure } from "./failure.ts";

const maxKeptBodyLength = 4000;

/** The parsed body of a 2xx answer. @throws PlatformError for any other status or shape. */
export function readAnswer<T>(response: HttpResponse, schema: ZodType<T>): T {
  if (response.status < 200 || response.status > 299) throw refusal(response);
  const parsed = schema.safeParse(parseJson(response));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw malformed(response, `unexpected shape at ${where || "the top"}`);
}

/** The failure that a non-2xx answer is. */
export function refusal(response: HttpResponse): PlatformError {
  return new PlatformError({
    kind: "answer",
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: response.text().slice(0, maxKeptBodyLength),
  });
}

/** The JSON body of a refusal if it has the expected shape; for `classify`. */
export function refusalBody<T>(failure: Failure, schema: ZodType<T>): T | undefined {
  if (failure.kind !== "answer") return undefined;
  try {
    return schema.safeParse(JSON.parse(failure.body)).data;
  } catch {
    return undefined;
  }
}

function parseJson(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.text());
  } catch (cause) {
    throw malformed(response, "not JSON", cause);
  }
}

function malformed(response: HttpResponse, detail: string, cause?: unknown): PlatformError {
  return new PlatformError({ kind: "malformed", status: response.status, detail }, { cause });
}
