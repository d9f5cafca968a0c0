// What platforms fetch from this server: the document that says who it is, and images to be posted.

import { Hono } from "hono";
import { clientDocument } from "#connections/oauth/client-document.ts";
import { imageColumns, readImage } from "#media/images.ts";
import type { ApiContext, ApiEnv } from "./env.ts";

type Context = Pick<ApiContext, "db" | "media" | "mediaAddresses" | "connections">;

export function platformPages({ db, media, mediaAddresses, connections }: Context): Hono<ApiEnv> {
  const pages = new Hono<ApiEnv>();
  pages.get("/oauth/:platform/client-metadata.json", async (c) => {
    const platform = c.req.param("platform");
    const ways = connections.platforms.get(platform)?.connector.auth ?? [];
    const way = ways.find((auth) => auth.kind === "oauth2" && auth.app.kind === "client-metadata");
    if (way?.kind !== "oauth2") return c.notFound();
    const document = await clientDocument(connections, platform, way);
    return c.json(document, 200, { "access-control-allow-origin": "*" });
  });
  pages.get("/media/:id/:ends/:proof", async (c) => {
    const { id, ends, proof } = c.req.param();
    const mediaId = mediaAddresses.read({ mediaId: id, ends, proof });
    if (mediaId === undefined) return c.notFound();
    const image = await db
      .selectFrom("media")
      .select(imageColumns)
      .where("id", "=", mediaId)
      .executeTakeFirst();
    if (image === undefined) return c.notFound();
    return c.body(await readImage(media, db, mediaId), 200, {
      "content-type": image.mediaType,
      "cache-control": "private, no-store",
      "content-security-policy": "default-src 'none'",
    });
  });
  return pages;
}
