// The served description of a platform, by its id.

import { useQuery } from "@tanstack/react-query";
import type { Platform } from "#api/contract/connections.ts";
import { platformsQuery } from "./queries.ts";

/** Undefined until it is known, or where this server does not know the platform any more. */
export function usePlatform(id: string): Platform | undefined {
  return useQuery(platformsQuery).data?.find((platform) => platform.id === id);
}
