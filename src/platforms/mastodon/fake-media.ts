// The fake's images: taken at once, ready after somebody has looked at them.

import { formOf } from "#connector/fake-form.ts";

import { refuse } from "./fake-answers.ts";
import { isProcessed } from "./fake-state.ts";
import type { Media } from "./fake-state.ts";
import { instanceSizes } from "./fake-statuses.ts";

/** Keeps it under the id. */
export async function upload(
  media: Record<string, Media>,
  { id, ownerId }: { id: string; ownerId: string },
  request: Request,
): Promise<Response> {
  if (!request.headers.get("content-type")?.startsWith("multipart/form-data")) {
    return refuse(422, "Validation failed: File can't be blank");
  }
  const form = await formOf(request);
  const file = form.get("file");
  const description = form.get("description") ?? "";
  if (!(file instanceof Blob) || file.size === 0) {
    return refuse(422, "Validation failed: File can't be blank");
  }
  const objection = objectionTo(file, description);
  if (objection !== undefined) return refuse(422, `Validation failed: ${objection}`);
  const bytes = Buffer.from(await file.arrayBuffer());
  media[id] = {
    ...{ id, ownerId, looks: 0, alt: typeof description === "string" ? description : "" },
    dataUrl: `data:${file.type};base64,${bytes.toString("base64")}`,
  };
  return Response.json({ id, type: "image", url: null }, { status: 202 });
}

/** The first time it is still at work. */
export function lookAt(
  found: Media | undefined,
  { ownerId, web }: { ownerId: string; web: string },
): Response {
  if (found?.ownerId !== ownerId) return refuse(404, "Record not found");
  const wasProcessed = isProcessed(found);
  found.looks += 1;
  const { id } = found;
  const body = { id, type: "image", url: wasProcessed ? `${web}/media/${id}` : null };
  return Response.json(body, { status: wasProcessed ? 200 : 206 });
}

function objectionTo(file: Blob, description: unknown): string | undefined {
  const {
    supported_mime_types: types,
    image_size_limit: maxBytes,
    description_limit: maxLength,
  } = instanceSizes.media_attachments;
  if (!types.includes(file.type)) return "File content type is invalid";
  if (file.size > maxBytes) return "File file size must be less than or equal to 16 MB";
  if (typeof description !== "string" || Array.from(description).length > maxLength) {
    return `Description is too long (maximum is ${maxLength} characters)`;
  }
  return undefined;
}
