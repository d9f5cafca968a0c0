// When the sign-in library has something to say to a person, and where the links lead. Its own links
// take a page from the request; ours are always the same.

import type { BetterAuthOptions } from "better-auth";
import type { Database, Tx } from "#store/open.ts";
import type { Mail } from "./mails.ts";
import { addressChangeMail, newAddressMail, passwordResetMail, verificationMail } from "./mails.ts";
import { proveAddress } from "./prove-address.ts";

export interface MailSettings {
  db: Database;
  publicUrl: string;
  basePath: string;
  sendMail(tx: Tx, mail: Mail): Promise<void>;
}

const verificationLastsSeconds = 24 * 3600;
const resetLastsSeconds = 3600;
/** Where the browser ends up; the library adds `error` where the link was no good. */
export const verifiedPage = "/?verified=1";

export function mailOptions({ db, publicUrl, basePath, sendMail }: MailSettings) {
  const send = (...mails: Mail[]) =>
    db.transaction().execute(async (tx) => {
      for (const mail of mails) await sendMail(tx, mail);
    });
  return {
    password: {
      resetPasswordTokenExpiresIn: resetLastsSeconds,
      revokeSessionsOnPasswordReset: true,
      // Behind the #, so that the token is in no log of any server.
      sendResetPassword: ({ user, token }) =>
        send(passwordResetMail(user.email, `${publicUrl}/reset-password#token=${token}`)),
      // Who followed the link reads the mail of this address.
      onPasswordReset: ({ user }) => proveAddress(db, user.id),
    },
    verification: {
      sendOnSignUp: true,
      expiresIn: verificationLastsSeconds,
      async sendVerificationEmail({ user, token }, request) {
        const query = new URLSearchParams({ token, callbackURL: verifiedPage });
        const url = `${publicUrl}${basePath}/verify-email?${query.toString()}`;
        if (!isChangingAddress(request)) {
          return send(verificationMail(user.email, url));
        }
        const { email } = await db
          .selectFrom("users")
          .select("email")
          .where("id", "=", user.id)
          .executeTakeFirstOrThrow();
        return send(
          newAddressMail(user.email, url),
          addressChangeMail(email, user.email, publicUrl),
        );
      },
    },
  } satisfies {
    password: Omit<NonNullable<BetterAuthOptions["emailAndPassword"]>, "enabled">;
    verification: BetterAuthOptions["emailVerification"];
  };
}

/** The library tells by the route alone for whose address, the account's or a new one, it asks. */
function isChangingAddress(request: Request | undefined): boolean {
  return request !== undefined && new URL(request.url).pathname.endsWith("/change-email");
}
