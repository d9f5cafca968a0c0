// /media: images, stored before the post that shows them.

import { findImages, readImage, storeImage } from "#media/images.ts";
import type { StoredImage } from "#media/images.ts";
import { maxUploadBytes } from "#media/sizes.ts";
import { callerWith } from "../caller.ts";
import type * as contract from "../contract/media.ts";
import { mediaSchema } from "../contract/media.ts";
import type { ApiContext } from "../env.ts";
import { createOnce } from "../idempotency.ts";
import { limitBody } from "../limit-body.ts";
import { ApiProblem, createRouter, invalid, notFound, unsupported } from "../problems.ts";
import { idParams, json, route } from "../route.ts";

const tooLarge = `An image may have at most ${maxUploadBytes / 1_000_000} MB.`;
const notAForm = unsupported("Send no form: the image's bytes are the whole body.");

export function mediaRoutes(context: ApiContext) {
  const { db, media } = context;
  const router = createRouter();
  router.use("/media", limitBody(maxUploadBytes, tooLarge));
  return router
    .openapi(
      route(callerWith(context, "posts:write"), {
        ...{ method: "post", path: "/media", summary: "Store an image: its bytes are the body" },
        request: {
          body: {
            required: true,
            content: { "image/*": { schema: { type: "string", format: "binary" } } },
          },
        },
        responses: { 201: json(mediaSchema, "The image; name it by its id in a post") },
      }),
      async (c) => {
        const { userId } = c.get("caller");
        if (c.req.header("content-type")?.startsWith("multipart/")) throw new ApiProblem(notAForm);
        const answer = await createOnce(context, c, () => async (tx) => {
          const bytes = new Uint8Array(await c.req.arrayBuffer());
          const stored = await storeImage(media, tx, userId, bytes);
          if ("problem" in stored) throw invalid("", stored.problem);
          return { status: 201, body: present(stored.image) };
        });
        return c.json(answer.body, 201);
      },
    )
    .openapi(
      route(callerWith(context, "posts:read"), {
        ...{ method: "get", path: "/media/{id}", summary: "The bytes of an image of yours" },
        request: { params: idParams },
        responses: { 200: { description: "The image" } },
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const [image] = await findImages(db, c.get("caller").userId, [id]);
        if (image === undefined) throw notFound("image");
        const bytes = await readImage(media, db, id);
        return c.body(bytes, 200, {
          "content-type": image.mediaType,
          "cache-control": "private, max-age=31536000, immutable",
          "content-security-policy": "default-src 'none'",
        });
      },
    );
}

function present({
  mediaId,
  mediaType,
  sizeBytes,
  widthPx,
  heightPx,
}: StoredImage): contract.Media {
  return { id: mediaId, mediaType, sizeBytes, widthPx, heightPx };
}
