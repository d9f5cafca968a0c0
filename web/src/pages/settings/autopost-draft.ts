// What is set for auto-posting to a connection, while it is changed and not yet saved.

import type { Connection } from "#api/contract/connections.ts";

export type Setting = Pick<Connection, "autopost" | "siteIds">;

/** What was changed, by the ids of connections. */
export type Drafts = Readonly<Record<string, Setting>>;

/** Sites that the user has left do not count. */
export function settingOf(
  { autopost, siteIds }: Connection,
  ownSiteIds: readonly string[],
): Setting {
  return { autopost, siteIds: siteIds && ownSiteIds.filter((id) => siteIds.includes(id)) };
}

/** Nothing where all is as it was. */
export function changesOf(before: Setting, after: Setting): Partial<Setting> {
  return {
    ...(before.autopost !== after.autopost && { autopost: after.autopost }),
    ...(key(before.siteIds) !== key(after.siteIds) && { siteIds: after.siteIds }),
  };
}

/** On, and for no site. */
export function goesNowhere({ autopost, siteIds }: Setting): boolean {
  return autopost && siteIds?.length === 0;
}

function key(siteIds: readonly string[] | null): string {
  return siteIds === null ? "all" : [...siteIds].sort().join();
}
