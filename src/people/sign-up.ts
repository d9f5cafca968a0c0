// Who may sign up: the first user, who becomes the operator, and nobody after that, also when two try
// to be the first at once.

import { sql } from "kysely";
import type { Queryable, Tx } from "#store/open.ts";
import { hasUsers } from "./users.ts";

export interface Refusal {
  code: string;
  message: string;
}

const closed: Refusal = {
  code: "SIGN_UP_CLOSED",
  message: "This server has its first user already, and nobody else can sign up. Sign in instead.",
};

/** Why nobody could sign up now; undefined when somebody can. */
export async function signUpRefusal(queryable: Queryable): Promise<Refusal | undefined> {
  return (await hasUsers(queryable)) ? closed : undefined;
}

/**
 * The same, for good: asked in the transaction that goes on to create the user. While there is no
 * user, whoever asks later waits here until that transaction has ended.
 */
export async function decideSignUp(tx: Tx): Promise<Refusal | undefined> {
  if (!(await hasUsers(tx))) await sql`lock table users in share row exclusive mode`.execute(tx);
  return signUpRefusal(tx);
}
