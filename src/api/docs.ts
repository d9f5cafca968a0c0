// The reference page of the API, from Swagger UI's own files: nothing is loaded from elsewhere.

import { createRequire } from "node:module";
import path from "node:path";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { staticFiles } from "./static-files.ts";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Broadside API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <main id="reference"></main>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: "/api/v1/openapi.json", dom_id: "#reference" });\n`;

export function referencePage(): Hono {
  const folder = path.dirname(
    createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"),
  );
  const read = staticFiles(folder);
  return new Hono()
    .use(compress())
    .get("/", (c) => c.html(page))
    .get("/start.js", (c) => c.body(start, 200, { "content-type": "text/javascript" }))
    .get("/:file{swagger-ui\\.css|swagger-ui-bundle\\.js}", async (c) => {
      const file = await read(c.req.param("file"));
      if (file === undefined) return c.notFound();
      return c.body(file.bytes, 200, { "content-type": file.mediaType });
    });
}
