// /media: images, stored before the post that shows them.

import { fitImage } from "#media/fit.ts";
import { findImages, readImage, storeImage } from "#media/images.ts";
import type { StoredImage } from "#media/images.ts";
import { maxUploadBytes } from "#media/sizes.ts";
import { imagesOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import type * as contract from "../contract/media.ts";
import { mediaSchema } from "../contract/media.ts";
import type { ApiContext, Caller } from "../env.ts";
import { createOnce } from "../idempotency.ts";
import { limitBody } from "../limit-body.ts";
import { ApiProblem, createRouter, invalid, notFound, unsupported } from "../problems.ts";
import { idParams, json, route } from "../route.ts";

/** What is larger is most often a video, of which nothing is read. */
const tooLarge = `An image may have at most ${maxUploadBytes / 1_000_000} MB, and videos are not supported yet.`;
const notAForm = unsupported("Send no form: the image's bytes are the whole body.");

/** What other members of a site are shown of an image. */
const forOthers = {
  maxBytes: 2_000_000,
  maxSidePx: 2000,
  mediaTypes: ["image/webp", "image/jpeg", "image/png", "image/gif"],
};

export function mediaRoutes(context: ApiContext) {
  const { db, media } = context;
  const router = createRouter();

  /** An original may tell where it was taken, which is its owner's to know. */
  async function shownTo({ userId }: Caller, image: StoredImage) {
    const [own] = await findImages(db, userId, [image.mediaId]);
    if (own !== undefined) return own;
    const fitted = await fitImage(media, db, image.mediaId, forOthers);
    if ("problem" in fitted) throw notFound("image");
    return fitted;
  }

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
        ...{
          method: "get",
          path: "/media/{id}",
          summary: "The bytes of an image of yours, or of a post of yours",
        },
        request: { params: idParams },
        responses: { 200: { description: "The image" } },
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const [image] = await imagesOf(db, c.get("caller"), [id]);
        if (image === undefined) throw notFound("image");
        const shown = await shownTo(c.get("caller"), image);
        return c.body(await readImage(media, db, shown.mediaId), 200, {
          "content-type": shown.mediaType,
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
