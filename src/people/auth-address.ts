// Changing the address of an account: whoever has its mail can have its password reset, so a session
// alone is not enough to ask for it, and the mail's link alone is not enough to do it.

import type { GenericEndpointContext } from "better-auth";
import { APIError, freshSessionMiddleware, getSessionFromCtx } from "better-auth/api";
import { verifyJWT } from "better-auth/crypto";
import { z } from "zod";
import { verifiedPage } from "./auth-mails.ts";

const passwordNeeded = {
  code: "PASSWORD_NEEDED",
  message: "Changing the address takes the password of this account.",
};

const withPassword = z.object({ password: z.string().min(1) });
const withToken = z.object({ token: z.string() });
/** What the library signs; `iat` is in seconds. */
const changeSchema = z.object({
  updateTo: z.string().min(1),
  userId: z.string().optional(),
  iat: z.number().default(0),
});

/** Or, of an account that has none, a session of the last day. Without any, the library refuses. */
export async function requirePassword(context: GenericEndpointContext): Promise<void> {
  const session = await getSessionFromCtx(context);
  if (session === null) return;
  const { internalAdapter, password: passwords } = context.context;
  const method = await internalAdapter.findCredentialAccount(session.user.id);
  if (method === null) {
    await freshSessionMiddleware({ ...context, asResponse: false });
    return;
  }
  if (!withPassword.safeParse(context.body).success) {
    throw new APIError("BAD_REQUEST", passwordNeeded);
  }
  await passwords.checkPassword(session.user.id, context);
}

/**
 * The library's link that changes an address knows nothing of sessions and passwords. So it works only
 * for who is signed in to that account, and only for as long as the account's password stays.
 */
export async function requireSession(context: GenericEndpointContext): Promise<void> {
  const { token = "" } = withToken.safeParse(context.query).data ?? {};
  // What is not, or no longer, a token of ours is refused by the library.
  const payload = await verifyJWT<unknown>(token, context.context.secret);
  const change = changeSchema.safeParse(payload).data;
  if (change === undefined) return;
  const session = await getSessionFromCtx(context);
  if (session === null || session.user.id !== change.userId) {
    throw context.redirect(`${verifiedPage}&error=SIGN_IN_FIRST`);
  }
  // Somebody may have been locked out by the new password, and have the owner follow their link.
  const method = await context.context.internalAdapter.findCredentialAccount(session.user.id);
  if (method !== null && change.iat < Math.floor(method.updatedAt.getTime() / 1000)) {
    throw context.redirect(`${verifiedPage}&error=INVALID_TOKEN`);
  }
}
