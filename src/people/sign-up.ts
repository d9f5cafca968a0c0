// Who may sign up: whoever comes first, who becomes the operator, also when two try to be the first at
// once; after that, whom the operator's setting lets in.

import { sql } from "kysely";
import type { Queryable, Tx } from "#store/open.ts";
import { hasOpenInvitation } from "./invitations.ts";
import { hasUsers } from "./users.ts";

/** After the first user: anybody, who is invited, or nobody. */
export type SignUpMode = "open" | "invite" | "closed";

export interface Applicant {
  email: string;
  /** What speaks for the address: the token of an invitation's link, or a sign-in provider. */
  proof: { token: string | undefined } | { isVerified: boolean };
}

interface Question {
  mode: SignUpMode;
  applicant: Applicant;
  now: Date;
}

export interface Refusal {
  code: string;
  message: string;
}

const refusals = {
  closed: {
    code: "SIGN_UP_CLOSED",
    message:
      "Nobody else can sign up on this server. If you have an account, sign in; otherwise ask whoever runs the server.",
  },
  uninvited: {
    code: "INVITATION_NEEDED",
    message:
      "Signing up takes an open invitation for this e-mail address. Follow the link in your invitation, or ask for a new one.",
  },
  unproven: {
    code: "PROVIDER_ADDRESS_NOT_VERIFIED",
    message:
      "Signing up this way takes an e-mail address that is verified there. Verify it there and come back.",
  },
} satisfies Record<string, Refusal>;

/** Why this person could not sign up now; undefined when they can. */
export async function signUpRefusal(
  queryable: Queryable,
  question: Question,
): Promise<Refusal | undefined> {
  return (await hasUsers(queryable)) ? refusalByMode(queryable, question) : undefined;
}

/**
 * The same, for good: asked in the transaction that goes on to create the user. While there is no
 * user, whoever asks later waits here until that transaction has ended.
 */
export async function decideSignUp(
  tx: Tx,
  question: Question,
): Promise<{ refusal: Refusal } | { isFirst: boolean }> {
  if (!(await hasUsers(tx))) await sql`lock table users in share row exclusive mode`.execute(tx);
  if (!(await hasUsers(tx))) return { isFirst: true };
  const refusal = await refusalByMode(tx, question);
  return refusal ? { refusal } : { isFirst: false };
}

async function refusalByMode(
  queryable: Queryable,
  { mode, applicant: { email, proof }, now }: Question,
): Promise<Refusal | undefined> {
  switch (mode) {
    case "open":
      return undefined;
    case "closed":
      return refusals.closed;
    case "invite": {
      if ("isVerified" in proof && !proof.isVerified) return refusals.unproven;
      const token = "token" in proof ? (proof.token ?? "") : undefined;
      const isAwaited = await hasOpenInvitation(queryable, { email, token }, now);
      return isAwaited ? undefined : refusals.uninvited;
    }
  }
}
