// better-auth, set up for this product. Loading it takes about 0.2 s and 25 MB (1.7.25, November 2026),
// so this file is imported when the first request needs it. Its schema tools never run: the tables are
// in our migrations.

import { betterAuth } from "better-auth";
import type { BetterAuthOptions } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { systemClock } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { Logger } from "#kernel/logger.ts";
import { deriveKey } from "#kernel/secret-box.ts";
import type { Database } from "#store/open.ts";
import { countAttempts } from "./attempts.ts";
import { currentTransaction, openAuthDatabase } from "./auth-database.ts";
import { decideSignUp, signUpRefusal } from "./sign-up.ts";
import type { Refusal } from "./sign-up.ts";

interface LibrarySettings {
  db: Database;
  secrets: readonly string[];
  publicUrl: string;
  basePath: string;
  cookiePrefix: string;
  /** The request header that holds the client's address. */
  addressHeader: string;
  logger: Logger;
}

export type AuthLibrary = Awaited<ReturnType<typeof startAuthLibrary>>;

const passwordLength = { min: 10, max: 128 };
// A revoked session is believed for this long where its user's cookie still says so.
const cookieCacheSeconds = 60;
// Per address, in seconds: room for an office of typing errors, none for guessing.
const attempts = { window: 60, max: 10 };
const nameMissing = { code: "NAME_MISSING", message: "Your name is missing." };

export async function startAuthLibrary(settings: LibrarySettings) {
  const options = {
    ...tables(),
    ...origin(settings),
    secrets: settings.secrets.map(toVersioned),
    telemetry: { enabled: false },
    logger: { log: logTo(settings.logger) },
    // What is no answer of the library's is a bug like any other: for the caller to log and to answer.
    onAPIError: { throw: true },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    // Otherwise on in production only, and counted for all instances together.
    rateLimit: {
      enabled: true,
      customStorage: countAttempts(systemClock),
      customRules: { "/sign-in/email": attempts, "/sign-up/email": attempts },
    },
    ...signUpRules(settings.db),
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
    session: {
      modelName: "sessions",
      cookieCache: { enabled: true, maxAge: cookieCacheSeconds },
    },
    account: { modelName: "signInMethods" },
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

function signUpRules(db: Database) {
  return {
    hooks: {
      // Asked first, so that a closed door says nothing about who is inside.
      before: createAuthMiddleware(async ({ path }) => {
        if (path.startsWith("/sign-up/")) refuse(await signUpRefusal(db));
      }),
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user) => {
            const name = user.name.trim();
            if (name === "") throw new APIError("BAD_REQUEST", nameMissing);
            refuse(await decideSignUp(currentTransaction()));
            return { data: { ...user, name, isOperator: true } };
          },
        },
      },
    },
  } satisfies BetterAuthOptions;
}

function refuse(refusal: Refusal | undefined): void {
  if (refusal) throw new APIError("FORBIDDEN", { ...refusal });
}

/** The version says which key a value was made with: it follows from the key, so that it stays. */
function toVersioned(secret: string) {
  return {
    version: deriveKey(secret, "sign in id").readUInt32BE(),
    value: deriveKey(secret, "sign in").toString("base64url"),
  };
}

/** Of an error no more than its stack is told: a database error's other fields may quote a row. */
function logTo(logger: Logger) {
  return (level: "debug" | "info" | "warn" | "error", message: string, cause?: unknown) => {
    logger[level]({ reason: cause instanceof Error ? cause.stack : undefined }, message);
  };
}
