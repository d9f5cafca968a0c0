// What the pages ask the server for, by the keys under which the answers are kept.

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Welcome } from "#api/contract/accounts.ts";
import type { AiStatus } from "#api/contract/adapt.ts";
import type { SiteCaptions } from "#api/contract/captions.ts";
import type { Authorization, Connection, Platform } from "#api/contract/connections.ts";
import type { DeliveryDetails } from "#api/contract/deliveries.ts";
import type { PlatformApp } from "#api/contract/operator.ts";
import type { ApiKey } from "#api/contract/people.ts";
import type { Post } from "#api/contract/posts.ts";
import type { Run } from "#api/contract/runs.ts";
import type { SandboxPost } from "#api/contract/sandbox.ts";
import type { Autopost, Invitation, Member, Site } from "#api/contract/sites.ts";
import { get, getTagged } from "./api.ts";
import type { Tagged } from "./api.ts";

interface All<T> {
  data: T[];
}

interface Page<T> extends All<T> {
  nextCursor: string | null;
}

/** Whatever a delivery's progress changes begins with one of these. */
export const liveKeys = [["runs"], ["deliveries"], ["posts"], ["sandbox"]] as const;
/** What notices tell of. */
export const noticeKeys = [["connections"]] as const;

export const welcomeQuery = queryOptions({
  queryKey: ["welcome"],
  queryFn: () => get<Welcome>("/welcome"),
});

export const sitesQuery = queryOptions({
  queryKey: ["sites"],
  queryFn: async () => (await get<All<Site>>("/sites")).data,
});

export function membersQuery(siteId: string) {
  return queryOptions({
    queryKey: ["sites", siteId, "members"],
    queryFn: async () => (await get<All<Member>>(`/sites/${siteId}/members`)).data,
  });
}

export function invitationsQuery(siteId: string) {
  return queryOptions({
    queryKey: ["sites", siteId, "invitations"],
    queryFn: async () => (await get<All<Invitation>>(`/sites/${siteId}/invitations`)).data,
  });
}

/** Where its new posts go by themselves. */
export function autopostQuery(siteId: string) {
  return queryOptions({
    queryKey: ["sites", siteId, "autopost"],
    queryFn: () => get<Autopost>(`/sites/${siteId}/autopost`),
  });
}

/** Known by its ETag to whoever changes it. */
export type SavedCaptions = SiteCaptions & Pick<Tagged<unknown>, "etag">;

/** How its captions are made. */
export function siteCaptionsQuery(siteId: string) {
  return queryOptions({
    queryKey: ["sites", siteId, "captions"],
    queryFn: async (): Promise<SavedCaptions> => {
      const { answer, etag } = await getTagged<SiteCaptions>(`/sites/${siteId}/captions`);
      return { ...answer, etag };
    },
  });
}

/** Whether a model can write captions here, and what to do where not. */
export const aiQuery = queryOptions({
  queryKey: ["captions", "adapt"],
  queryFn: () => get<AiStatus>("/captions/adapt"),
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

/** With those that were unlinked; looked at anew with the others. */
export const allConnectionsQuery = queryOptions({
  queryKey: ["connections", "all"],
  queryFn: async () => (await get<All<Connection>>("/connections?unlinked=true")).data,
});

/** What became of connecting by way of a platform. */
export function authorizationQuery(id: string) {
  return queryOptions({
    queryKey: ["authorizations", id],
    queryFn: () => get<Authorization>(`/authorizations/${id}`),
    retry: false,
  });
}

/** For the operator alone. */
export const platformAppsQuery = queryOptions({
  queryKey: ["operator", "apps"],
  queryFn: async () => (await get<All<PlatformApp>>("/operator/apps")).data,
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

export function postsQuery(siteId: string, status: Post["status"] | undefined) {
  const filter = `siteId=${siteId}${status === undefined ? "" : `&status=${status}`}`;
  return infiniteQueryOptions({
    queryKey: ["posts", "list", siteId, status ?? "all"],
    queryFn: ({ pageParam }) =>
      get<Page<Post>>(`/posts?limit=20&${filter}${pageParam && `&cursor=${pageParam}`}`),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
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
