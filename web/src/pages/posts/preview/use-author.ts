// As whom a connection posts, and how it is called.

import type { Author } from "../../../segment/ShownSegment.tsx";
import { usePlatform } from "../../../use-platforms.ts";
import type { Destination } from "./destination.ts";

export function useAuthor({ name, handle, avatarUrl, platform }: Destination): Author {
  return { name, handle, avatarUrl, iconSvg: usePlatform(platform)?.iconSvg };
}

/** "Ada (X)": accounts on several platforms may have the same name. */
export function useFullName({ name, platform }: Destination): string {
  const platformName = usePlatform(platform)?.name;
  if (platformName === undefined) return name;
  return name === "" ? platformName : `${name} (${platformName})`;
}
