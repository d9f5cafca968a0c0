// Requests to nowhere, as a referee sees them.

const origin = "http://platform.test";

export function get(path: string): Request {
  return new Request(origin + path);
}

export function postJson(path: string, body: unknown): Request {
  const headers = { "content-type": "application/json" };
  return new Request(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** A form with files is multipart, one without is not. */
export function postForm(path: string, fields: Readonly<Record<string, string | Blob>>): Request {
  const texts = Object.entries(fields).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  if (texts.length === Object.keys(fields).length) {
    return new Request(origin + path, { method: "POST", body: new URLSearchParams(texts) });
  }
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return new Request(origin + path, { method: "POST", body });
}

export const picture = new Blob([new Uint8Array([1, 2, 3])], { type: "image/png" });
