// What the pages ask the server for, by the keys under which the answers are kept.

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Connection, Platform } from "#api/contract/connections.ts";
import type { DeliveryDetails } from "#api/contract/deliveries.ts";
import type { ApiKey, Site, Welcome } from "#api/contract/people.ts";
import type { Post } from "#api/contract/posts.ts";
import type { Run } from "#api/contract/runs.ts";
import type { SandboxPost } from "#api/contract/sandbox.ts";
import { get } from "./api.ts";

interface All<T> {
  data: T[];
}

interface Page<T> extends All<T> {
  nextCursor: string | null;
}

/** Whatever a delivery's progress changes begins with one of these. */
export const liveKeys = [["runs"], ["deliveries"], ["sandbox"]] as const;

export const welcomeQuery = queryOptions({
  queryKey: ["welcome"],
  queryFn: () => get<Welcome>("/welcome"),
});

export const sitesQuery = queryOptions({
  queryKey: ["sites"],
  queryFn: async () => (await get<All<Site>>("/sites")).data,
});

export const platformsQuery = queryOptions({
  queryKey: ["platforms"],
  queryFn: async () => (await get<All<Platform>>("/platforms")).data,
  staleTime: Infinity,
});

export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  queryFn: async () => (await get<All<Connection>>("/connections")).data,
});

export const runsQuery = infiniteQueryOptions({
  queryKey: ["runs", "list"],
  queryFn: ({ pageParam }) =>
    get<Page<Run>>(`/runs?limit=20${pageParam === "" ? "" : `&cursor=${pageParam}`}`),
  initialPageParam: "",
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

export function runQuery(id: string) {
  return queryOptions({ queryKey: ["runs", id], queryFn: () => get<Run>(`/runs/${id}`) });
}

export function postQuery(id: string) {
  return queryOptions({ queryKey: ["posts", id], queryFn: () => get<Post>(`/posts/${id}`) });
}

export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: ["deliveries", id],
    queryFn: () => get<DeliveryDetails>(`/deliveries/${id}`),
  });
}

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async () => (await get<All<ApiKey>>("/api-keys")).data,
});

export const sandboxPostsQuery = queryOptions({
  queryKey: ["sandbox"],
  queryFn: async () => (await get<All<SandboxPost>>("/sandbox/posts")).data,
});
