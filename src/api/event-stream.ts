// Server-sent events, past proxies that would keep them until there are many.

import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { SSEStreamingApi } from "hono/streaming";

export function streamEvents(c: Context, write: (stream: SSEStreamingApi) => Promise<void>) {
  // https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering (2026-11-28)
  c.header("x-accel-buffering", "no");
  return streamSSE(c, write);
}
