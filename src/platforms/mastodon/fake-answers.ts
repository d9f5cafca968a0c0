// How an instance says no.

export function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** The instant is in words of ISO 8601. */
export function rateLimited(until: Date): Response {
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": until.toISOString() };
  return Response.json({ error: "Too many requests" }, { status: 429, headers });
}
