// What the sign-in library must ask us: who may sign up, what a name may be, and what is kept of whom.

import type { BetterAuthOptions, GenericEndpointContext, User as LibraryUser } from "better-auth";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { z } from "zod";
import type { Clock } from "#kernel/clock.ts";
import type { Database } from "#store/open.ts";
import { requirePassword, requireSession } from "./auth-address.ts";
import { currentTransaction } from "./auth-database.ts";
import { verifiedPage } from "./auth-mails.ts";
import { deleteAccount } from "./delete-account.ts";
import { decideSignUp, signUpRefusal } from "./sign-up.ts";
import type { Applicant, SignUpMode } from "./sign-up.ts";
import { findUserByEmail } from "./users.ts";

export interface RuleSettings {
  db: Database;
  clock: Clock;
  signUp: SignUpMode;
  unlinkConnections(userId: string): Promise<void>;
}

const invitationHeader = "x-broadside-invitation";
const maxNameLength = 200;
const nameMissing = { code: "NAME_MISSING", message: "Your name is missing." };
const nameTooLong = {
  code: "NAME_TOO_LONG",
  message: `A name may have at most ${maxNameLength} characters.`,
};
const passwordNeeded = {
  code: "PASSWORD_NEEDED",
  message: "Deleting this account takes its password.",
};
const unreadable = {
  code: "VALIDATION_ERROR",
  message: "There is a NUL or half of a character in this text, and neither can be kept.",
};

const addressed = z.object({ email: z.string() });
const withPassword = z.object({ password: z.string().min(1) });

export function accountRules(settings: RuleSettings) {
  const { db, unlinkConnections } = settings;
  return {
    hooks: {
      before: createAuthMiddleware(async (context) => {
        refuseBrokenText([...valuesOf(context.body), ...valuesOf(context.query)]);
        if (context.path === "/sign-up/email") {
          // Asked first, so that a closed door says nothing about who is inside.
          const { email = "" } = addressed.safeParse(context.body).data ?? {};
          const applicant = { email, proof: { token: invitationOf(context) } };
          const refusal = await signUpRefusal(db, questionOf(settings, applicant));
          if (refusal) throw new APIError("FORBIDDEN", { ...refusal });
        }
        if (context.path === "/delete-user") await askForPassword(context);
        if (context.path === "/change-email") await requirePassword(context);
        if (context.path === "/verify-email") await requireSession(context);
      }),
    },
    databaseHooks: {
      user: {
        create: { before: (user, context) => beforeCreating(settings, user, context) },
        update: { before: (change, context) => beforeChanging(db, change, context) },
      },
      // Providers only tell who somebody is; what else their tokens could do is not kept.
      account: { create: { before: withoutTokens }, update: { before: withoutTokens } },
    },
    deleteUser: {
      enabled: true,
      async beforeDelete({ id: userId }) {
        const refusal = await deleteAccount(db, { userId, unlinkConnections });
        if (refusal) throw new APIError("CONFLICT", { ...refusal });
      },
    },
  } satisfies Pick<BetterAuthOptions, "hooks" | "databaseHooks"> & {
    deleteUser: NonNullable<BetterAuthOptions["user"]>["deleteUser"];
  };
}

async function beforeCreating(
  settings: RuleSettings,
  user: LibraryUser,
  context: GenericEndpointContext | null,
) {
  const isByPassword = context?.path === "/sign-up/email";
  const proof = isByPassword
    ? { token: invitationOf(context) }
    : { isVerified: user.emailVerified };
  const name = toName(isByPassword ? user.name : nameOf(user));
  const question = questionOf(settings, { email: user.email, proof });
  const decision = await decideSignUp(currentTransaction(), question);
  if ("refusal" in decision) throw new APIError("FORBIDDEN", { ...decision.refusal });
  return { data: { ...user, name, image: null, isOperator: decision.isFirst } };
}

async function beforeChanging(
  db: Database,
  { name, image, email }: Partial<LibraryUser>,
  context: GenericEndpointContext | null,
) {
  const isNewAddress = email !== undefined && context?.path === "/verify-email";
  if (isNewAddress && (await findUserByEmail(db, email)) !== undefined) {
    throw context.redirect(`${verifiedPage}&error=ADDRESS_TAKEN`);
  }
  return {
    data: {
      ...(name !== undefined && { name: toName(name) }),
      ...(image !== undefined && { image: null }),
      // Whoever followed the link reads the mail of the new address.
      ...(isNewAddress && { emailVerified: true }),
    },
  };
}

function questionOf({ signUp: mode, clock }: RuleSettings, applicant: Applicant) {
  return { mode, applicant, now: clock.now() };
}

function valuesOf(input: unknown): unknown[] {
  return typeof input === "object" && input !== null ? Object.values(input) : [];
}

/** The database takes neither. */
function refuseBrokenText(values: readonly unknown[]): void {
  for (const text of values) {
    if (typeof text === "string" && (text.includes("\0") || !text.isWellFormed())) {
      throw new APIError("BAD_REQUEST", unreadable);
    }
  }
}

function invitationOf({ headers }: GenericEndpointContext): string | undefined {
  return headers?.get(invitationHeader) ?? undefined;
}

/** A session alone, however fresh, deletes only an account that has no password. */
async function askForPassword(context: GenericEndpointContext): Promise<void> {
  const session = await getSessionFromCtx(context);
  if (session === null || withPassword.safeParse(context.body).success) return;
  const method = await context.context.internalAdapter.findCredentialAccount(session.user.id);
  if (method) throw new APIError("BAD_REQUEST", passwordNeeded);
}

function toName(given: unknown): string {
  const name = typeof given === "string" ? given.trim() : "";
  if (name === "") throw new APIError("BAD_REQUEST", nameMissing);
  if (name.length > maxNameLength) throw new APIError("BAD_REQUEST", nameTooLong);
  return name;
}

/** Of somebody whom a provider told us about, perhaps without a name. */
function nameOf({ name, email }: { name: string; email: string }): string {
  return (name.trim() || (email.split("@")[0] ?? "")).slice(0, maxNameLength);
}

function withoutTokens() {
  const tokens = { accessToken: null, refreshToken: null, idToken: null };
  const expiries = { accessTokenExpiresAt: null, refreshTokenExpiresAt: null };
  return Promise.resolve({ data: { ...tokens, ...expiries } });
}
