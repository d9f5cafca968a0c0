// Which posts the list shows, as its address says it.

import type { Post } from "#api/contract/posts.ts";

export type Status = Post["status"];

export interface Filter {
  status?: Status;
}

const statuses: readonly Status[] = ["draft", "scheduled", "published"];

export function readFilter(search: Record<string, unknown>): Filter {
  const status = statuses.find((each) => each === search["status"]);
  return status === undefined ? {} : { status };
}
