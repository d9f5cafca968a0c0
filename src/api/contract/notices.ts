// Notices: what a user must know.

import { z } from "@hono/zod-openapi";
import { idSchema, instantSchema } from "./shared.ts";

export const noticeSchema = z
  .object({
    id: idSchema,
    kind: z.string(),
    message: z.string(),
    deliveryId: idSchema.nullable(),
    readAt: instantSchema.nullable(),
    createdAt: instantSchema,
  })
  .openapi("Notice");
export type Notice = z.infer<typeof noticeSchema>;
