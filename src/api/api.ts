// The HTTP side of the product: the API with its description, sign-in, health, and the dashboard.

import type { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { dashboard } from "./dashboard.ts";
import { referencePage } from "./docs.ts";
import type { ApiContext, ApiEnv } from "./env.ts";
import { limitBody } from "./limit-body.ts";
import { answerError, createRouter } from "./problems.ts";
import { publicPages } from "./public-pages.ts";
import { platformPages } from "./platform-pages.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { adaptRoutes } from "./routes/adapt.ts";
import { authorizationRoutes } from "./routes/authorizations.ts";
import { captionRoutes } from "./routes/captions.ts";
import { connectionRoutes } from "./routes/connections.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { mediaRoutes } from "./routes/media.ts";
import { memberRoutes } from "./routes/members.ts";
import { noticeRoutes } from "./routes/notices.ts";
import { operatorRoutes } from "./routes/operator.ts";
import { peopleRoutes } from "./routes/people.ts";
import { postRoutes } from "./routes/posts.ts";
import { previewRoutes } from "./routes/previews.ts";
import { runRoutes } from "./routes/runs.ts";
import { sandboxRoutes } from "./routes/sandbox.ts";
import { siteRoutes } from "./routes/sites.ts";
import { unknownRoute } from "./unknown-route.ts";

const limitJson = limitBody(
  1_000_000,
  "A request may have at most 1 MB. Send images to /media first.",
);

export function createApi(context: ApiContext): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => answerError(error, c, context.log));
  // Before the headers of everything else: these pages have their own.
  app.route("/", publicPages(context));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        // Mantine sets styles on elements; scripts stay ours alone.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
      },
      strictTransportSecurity: context.publicUrl.startsWith("https:"),
    }),
  );
  app.get("/healthz", (c) => c.text("ok"));
  app.get("/readyz", async (c) => {
    const unready = await context.unready();
    const isReady = Object.keys(unready).length === 0;
    return c.json({ status: isReady ? "ready" : "not ready", unready }, isReady ? 200 : 503);
  });
  app.get("/metrics", async (c) => c.text(await context.metrics()));
  app.use("/api/auth/*", limitJson);
  app.all("/api/auth/*", (c) => context.auth.handler(c.req.raw, c.env.clientAddress));
  const api = version1(context);
  app.route("/api/v1", api);
  app.route("/api/docs", referencePage());
  app.all("/api/*", unknownRoute(api, "/api/v1"));
  app.route("/", platformPages(context));
  app.route("/", dashboard());
  return app;
}

/** The API alone: for its description, too. */
export function version1(context: ApiContext): OpenAPIHono<ApiEnv> {
  const api = createRouter();
  api.use((c, next) => (c.req.path.endsWith("/media") ? next() : limitJson(c, next)));
  for (const routes of [
    ...[accountRoutes, peopleRoutes, siteRoutes, memberRoutes, operatorRoutes],
    ...[authorizationRoutes, connectionRoutes],
    ...[postRoutes, captionRoutes, previewRoutes, adaptRoutes],
    ...[runRoutes, deliveryRoutes, mediaRoutes, noticeRoutes, sandboxRoutes],
  ]) {
    api.route("/", routes(context));
  }
  api.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    ...{ type: "http", scheme: "bearer", description: "An API key; also as `x-api-key`" },
  });
  api.openAPIRegistry.registerComponent("securitySchemes", "session", {
    ...{ type: "apiKey", in: "cookie", name: "broadside.session_token" },
  });
  api.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: { title: "Broadside", version: context.version },
    servers: [{ url: "/api/v1" }],
  });
  return api;
}
