// Shapes that many routes share. This folder is the contract with every client: OpenAPI is made from
// it, and the dashboard imports it. It runs in the browser, too.

import { z } from "@hono/zod-openapi";

export const idSchema = z.uuid().openapi({ example: "0198f2a0-5d1c-7c3e-9a44-3b1f6c2d7e10" });

export const instantSchema = z.iso.datetime().openapi({ example: "2026-11-22T09:30:00.000Z" });

/** Text that the database and every platform can keep as it is. */
export function textSchema(maxLength: number) {
  return z.string().max(maxLength).refine(isWhole, {
    error: "There is a NUL or half of a character in this text, and neither can be kept.",
  });
}

export const webUrlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((url) => isWhole(url) && !/[\s\p{Cc}]/u.test(url), {
    error: "A web address has no spaces in it: write %20.",
  });

/** RFC 9457, with a stable `code` to tell cases apart. https://www.rfc-editor.org/rfc/rfc9457 */
export const problemSchema = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    /** What happened and what to do. */
    detail: z.string(),
    /** Where in the request, for each thing that is not right. */
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof problemSchema>;

export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional().openapi({ description: "nextCursor of the page before" }),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

function isWhole(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
