// better-auth, set up for this product. Loading it takes about 0.2 s and 25 MB (1.7.25, November 2026),
// so this file is imported when the first request needs it. Its schema tools never run: the tables are
// in our migrations.

import { betterAuth } from "better-auth";
import type { BetterAuthOptions } from "better-auth";
import { twoFactor } from "better-auth/plugins/two-factor";
import { newId } from "#kernel/ids.ts";
import type { Logger } from "#kernel/logger.ts";
import type { AttemptCounter } from "./attempts.ts";
import { openAuthDatabase } from "./auth-database.ts";
import { mailOptions } from "./auth-mails.ts";
import type { MailSettings } from "./auth-mails.ts";
import { providerPlugin } from "./auth-providers.ts";
import { accountRules } from "./auth-rules.ts";
import type { RuleSettings } from "./auth-rules.ts";
import { versionedKeys } from "./sign-in-keys.ts";
import type { SignInProvider } from "./sign-in-providers.ts";

export interface LibrarySettings extends MailSettings, RuleSettings {
  secrets: readonly string[];
  cookiePrefix: string;
  /** The request header that holds the client's address. */
  addressHeader: string;
  providers: readonly SignInProvider[];
  attempts: AttemptCounter;
  logger: Logger;
}

/** Handed to each library, so that all count together. */
export { countAttempts } from "./attempts.ts";

export type AuthLibrary = Awaited<ReturnType<typeof startAuthLibrary>>;

const passwordLength = { min: 10, max: 128 };
// Per address, in seconds: room for an office of typing errors, none for guessing.
const guesses = { window: 60, max: 10 };
// So that nobody is buried in mails by somebody else.
const mails = { window: 60, max: 3 };

export async function startAuthLibrary(settings: LibrarySettings) {
  const { deleteUser, ...rules } = accountRules(settings);
  const { password, verification } = mailOptions(settings);
  const { user, ...models } = tables();
  const options = {
    ...models,
    ...rules,
    ...origin(settings),
    user: { ...user, deleteUser, changeEmail: { enabled: true } },
    secrets: versionedKeys(settings.secrets),
    telemetry: { enabled: false },
    logger: { log: logTo(settings.logger) },
    // What is no answer of the library's is a bug like any other: for the caller to log and to answer.
    onAPIError: { throw: true, errorURL: `${settings.publicUrl}/sign-in` },
    emailAndPassword: {
      ...{ enabled: true, ...password },
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    emailVerification: verification,
    rateLimit: rateLimits(settings),
    plugins: [
      twoFactor({ issuer: "Broadside", schema: { twoFactor: { modelName: "twoFactors" } } }),
      providerPlugin(settings.providers),
    ],
  } satisfies BetterAuthOptions;
  return betterAuth({ ...options, database: await openAuthDatabase(settings.db, options) });
}

/** The library's models by our names; the database's camel-case plugin makes columns of the fields. */
function tables() {
  return {
    user: {
      modelName: "users",
      additionalFields: {
        isOperator: { type: "boolean", input: false, defaultValue: false },
      },
    },
    // No copy of it in a cookie: a session that is ended anywhere has ended everywhere.
    session: { modelName: "sessions", cookieCache: { enabled: false } },
    account: {
      modelName: "signInMethods",
      accountLinking: {
        enabled: true,
        // By itself only where both sides have proven the address: nobody can lie in wait with the
        // address of somebody else. By who is signed in: whatever address the other account has.
        trustedProviders: [],
        allowDifferentEmails: true,
      },
    },
    verification: { modelName: "verifications" },
  } satisfies BetterAuthOptions;
}

function origin({ publicUrl, basePath, cookiePrefix, addressHeader }: LibrarySettings) {
  const { origin: trusted } = new URL(publicUrl);
  return {
    baseURL: trusted,
    basePath,
    trustedOrigins: [trusted],
    advanced: {
      cookiePrefix,
      database: { generateId: newId },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // Otherwise off wherever the environment says "test".
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
  } satisfies BetterAuthOptions;
}

function rateLimits({ attempts: customStorage }: LibrarySettings) {
  return {
    // Otherwise on in production only, and counted for all instances together.
    enabled: true,
    customStorage,
    customRules: {
      "/sign-in/*": guesses,
      "/sign-up/*": guesses,
      "/two-factor/*": guesses,
      "/reset-password": guesses,
      "/change-password": guesses,
      "/delete-user": guesses,
      "/change-email": mails,
      "/request-password-reset": mails,
      "/send-verification-email": mails,
    },
  } satisfies BetterAuthOptions["rateLimit"];
}

/** Of an error no more than its stack is told: a database error's other fields may quote a row. */
function logTo(logger: Logger) {
  return (level: "debug" | "info" | "warn" | "error", message: string, cause?: unknown) => {
    logger[level]({ reason: cause instanceof Error ? cause.stack : undefined }, message);
  };
}
