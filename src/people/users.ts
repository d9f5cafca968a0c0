// Who a user is to the rest of the product, and whether there is one yet.

import type { Queryable } from "#store/open.ts";

export interface User {
  id: string;
  name: string;
  email: string;
  /** Runs this server: the first who signed up. */
  isOperator: boolean;
}

/** False on a fresh server, until its operator has signed up. */
export async function hasUsers(queryable: Queryable): Promise<boolean> {
  const anyone = await queryable.selectFrom("users").select("id").limit(1).executeTakeFirst();
  return anyone !== undefined;
}
