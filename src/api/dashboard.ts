// Serves the dashboard: its files, and its one page for every address that is a place in it.

import { Hono } from "hono";
import { compress } from "hono/compress";
import { fileURLToPath } from "node:url";
import { staticFiles } from "./static-files.ts";

const folder = fileURLToPath(new URL("../../dist/web", import.meta.url));
// The build names these files by their content.
const forEver = "public, max-age=31536000, immutable";

export function dashboard(): Hono {
  const read = staticFiles(folder);
  return new Hono().use(compress()).get("*", async (c) => {
    const file = await read(c.req.path);
    if (file !== undefined) {
      const cacheControl = c.req.path.startsWith("/assets/") ? forEver : "no-cache";
      return c.body(file.bytes, 200, {
        "content-type": file.mediaType,
        "cache-control": cacheControl,
      });
    }
    const page = await read("index.html");
    if (page === undefined) return c.text("The dashboard is not built. Run: npm start", 503);
    return c.body(page.bytes, 200, { "content-type": page.mediaType, "cache-control": "no-cache" });
  });
}
