// Who a user is to the rest of the product, and whether there is one yet.

import type { Queryable } from "#store/open.ts";

export interface User {
  id: string;
  name: string;
  email: string;
  /** Whether it has been shown that the address is this user's. */
  emailVerified: boolean;
  /** Whether signing in by password takes a code, too. */
  twoFactorEnabled: boolean;
  /** Runs this server: the first who signed up. */
  isOperator: boolean;
}

/** False on a fresh server, until its operator has signed up. */
export async function hasUsers(queryable: Queryable): Promise<boolean> {
  const anyone = await queryable.selectFrom("users").select("id").limit(1).executeTakeFirst();
  return anyone !== undefined;
}

/** The id of the user with this address, however it is written. */
export async function findUserByEmail(
  queryable: Queryable,
  email: string,
): Promise<string | undefined> {
  const user = await queryable
    .selectFrom("users")
    .select("id")
    .where("email", "=", email.trim().toLowerCase())
    .executeTakeFirst();
  return user?.id;
}
