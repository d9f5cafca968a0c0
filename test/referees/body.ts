// The body of a request as the value that a schema describes.

import type { Law } from "./laws.ts";
import { fileMark } from "./schema.ts";

const multipart = "multipart/form-data";

export interface ReadBody {
  value: unknown;
  /** Whether numbers and the like travel as text in it. */
  isText: boolean;
  /** What speaks against the way it is written. */
  objections: readonly string[];
}

export function mediaTypeOf(request: Request): string {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}

export function isForm(mediaType: string): boolean {
  return [multipart, "application/x-www-form-urlencoded"].includes(mediaType);
}

/** Undefined for what is not of the type that it claims to be. */
export async function readBody(
  request: Request,
  { readMultipart }: Law,
): Promise<ReadBody | undefined> {
  const type = mediaTypeOf(request);
  try {
    if (!isForm(type)) {
      return { value: await request.clone().json(), isText: false, objections: [] };
    }
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- For busy servers, which a test is not.
    const form = await request.clone().formData();
    if (type === multipart && readMultipart) return { ...readMultipart(form), isText: false };
    return { value: readForm(form), isText: true, objections: [] };
  } catch {
    return undefined;
  }
}

/** Names that are repeated, or end in [], are lists. */
function readForm(form: FormData): Record<string, unknown> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = form
        .getAll(name)
        .map((value) => (typeof value === "string" ? value : fileMark));
      const isList = name.endsWith("[]") || values.length > 1;
      return [name.replace(/\[\]$/, ""), isList ? values : values[0]];
    }),
  );
}
