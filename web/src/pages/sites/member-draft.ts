// The members as an admin arranges them, before that is saved. Whoever comes or goes meanwhile leaves
// the arrangement of the others as it is.

import type { Member } from "#api/contract/sites.ts";

/** In their new order. */
export type Place = Pick<Member, "userId" | "role" | "isBiller">;

export function placesOf(members: readonly Member[]): Place[] {
  return members.map(({ userId, role, isBiller }) => ({ userId, role, isBiller }));
}

/** The members as they will be: new ones behind those that were arranged. */
export function arrange(members: readonly Member[], places: readonly Place[] | null): Member[] {
  if (places === null) return [...members];
  const known = new Map(members.map((member) => [member.userId, member]));
  const arranged = places.flatMap(({ userId, role, isBiller }) => {
    const member = known.get(userId);
    known.delete(userId);
    return member === undefined ? [] : [{ ...member, role, isBiller }];
  });
  return [...arranged, ...known.values()];
}

export function isSame(a: readonly Member[], b: readonly Member[]): boolean {
  return JSON.stringify(placesOf(a)) === JSON.stringify(placesOf(b));
}

/** One to the place of another. */
export function move(members: readonly Member[], from: number, to: number): Member[] {
  const moved = [...members];
  moved.splice(to, 0, ...moved.splice(from, 1));
  return moved;
}
