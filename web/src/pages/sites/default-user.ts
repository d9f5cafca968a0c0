// Whose connections a site's posts go to, in words.

import type { Member, Site } from "#api/contract/sites.ts";

export type DefaultUser = NonNullable<Site["defaultUser"]>;

/** As the server finds it: the first biller, else the first member. */
export function defaultUserOf(members: readonly Member[]): DefaultUser | null {
  const biller = members.find(({ isBiller }) => isBiller);
  const found = biller ?? members[0];
  if (found === undefined) return null;
  const { userId, name } = found;
  return { userId, name, reason: biller === undefined ? "first-member" : "first-biller" };
}

/** "Ada, the first biller" */
export function describeDefaultUser(defaultUser: DefaultUser | null, ownId: string): string {
  if (defaultUser === null) return "nobody";
  const { userId, name, reason } = defaultUser;
  const why =
    reason === "first-biller" ? "the first biller" : "the first member: nobody is a biller";
  return `${name}${userId === ownId ? " (you)" : ""}, ${why}`;
}

/** "Posts go to your connections: you are the first biller." */
export function describePostsWay(defaultUser: DefaultUser | null, ownId: string): string {
  if (defaultUser === null) return "Posts go to nobody's connections.";
  const { userId, name, reason } = defaultUser;
  const [whose, who] = userId === ownId ? ["your", "you are"] : [`${name}’s`, `${name} is`];
  const why =
    reason === "first-biller" ? "the first biller" : "the first member, and nobody is a biller";
  return `Posts go to ${whose} connections: ${who} ${why}.`;
}
