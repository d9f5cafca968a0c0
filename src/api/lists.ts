// Lists page by key: the cursor names the last item already seen.

import { isId } from "#kernel/ids.ts";
import { ApiProblem } from "./problems.ts";

/** The id in a cursor. @throws ApiProblem */
export function readCursor(cursor: string | undefined): { before?: string } {
  if (cursor === undefined) return {};
  const id = Buffer.from(cursor, "base64url").toString("utf8");
  if (isId(id)) return { before: id };
  const detail = "This cursor is not one of ours: use nextCursor of the page before, unchanged.";
  throw new ApiProblem({ status: 400, code: "invalid-cursor", detail });
}

/** `items` holds one more than `limit` when there is another page. */
export function toPage<T extends { id: string }, U>(
  items: readonly T[],
  limit: number,
  present: (item: T) => U,
): { data: U[]; nextCursor: string | null } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  const hasMore = items.length > limit && last !== undefined;
  return {
    data: page.map(present),
    nextCursor: hasMore ? Buffer.from(last.id).toString("base64url") : null,
  };
}
