// Accounts and signing in: answers the routes below /api/auth, and tells whose session a request
// belongs to.

import type { Clock } from "#kernel/clock.ts";
import type { Logger } from "#kernel/logger.ts";
import type { Database, Tx } from "#store/open.ts";
import type { AttemptCounter } from "./attempts.ts";
import type { AuthLibrary } from "./auth-library.ts";
import type { Mail } from "./mails.ts";
import type { SignInProvider } from "./sign-in-providers.ts";
import type { SignUpMode } from "./sign-up.ts";
import { hasUsers } from "./users.ts";
import type { User } from "./users.ts";

const basePath = "/api/auth";
const cookiePrefix = "broadside";
const addressHeader = "x-broadside-client-address";

// The library has more routes; each is served from the day it is wanted and tested.
const servedPaths = new Set([
  ...["/sign-up/email", "/sign-in/email", "/sign-out"],
  ...["/revoke-sessions", "/revoke-other-sessions"],
  ...["/send-verification-email", "/verify-email", "/request-password-reset", "/reset-password"],
  ...["/update-user", "/change-email", "/change-password", "/delete-user"],
  ...["/list-accounts", "/unlink-account"],
  ...["/two-factor/enable", "/two-factor/disable", "/two-factor/generate-backup-codes"],
  ...["/two-factor/verify-totp", "/two-factor/verify-backup-code"],
]);
const providerPaths = ["/sign-in/social", "/link-social"];

export interface AuthOptions {
  db: Database;
  clock: Clock;
  /** The newest first: what signs cookies is derived from it, so that a new one signs everybody out. */
  secrets: readonly string[];
  /** Where people reach this server; browsers at any other origin are refused. */
  publicUrl: string;
  logger: Logger;
  /** Who may follow the first user. */
  signUp: SignUpMode;
  /** With whose accounts people can sign in. */
  providers: readonly SignInProvider[];
  /** To be sent when the transaction has come true. */
  sendMail(tx: Tx, mail: Mail): Promise<void>;
  /** Called before an account is deleted: takes back what its user's connections permit. */
  unlinkConnections(userId: string): Promise<void>;
}

export interface Session {
  id: string;
  user: User;
  /** Set-Cookie values to answer with: they keep the session's cookie fresh. */
  setCookies: string[];
}

export interface Auth {
  signUp: SignUpMode;
  /** The providers to offer. */
  signInWith: readonly { id: string; name: string }[];
  /**
   * Answers /api/auth/*. `clientAddress` is the caller's IP address as the server knows it, by which
   * attempts are counted; callers without one are counted together.
   */
  handler(request: Request, clientAddress: string | undefined): Promise<Response>;
  /** The session that a request's cookies prove, if any. */
  session(headers: Headers): Promise<Session | undefined>;
  /** False until the operator has signed up. */
  hasUsers(): Promise<boolean>;
}

export function createAuth(options: AuthOptions): Auth {
  const { signUp, providers } = options;
  const { library, libraryWithProviders } = loadersOf(options);
  const withProviders = new Set([
    ...providerPaths,
    ...providers.map((provider) => `/callback/${provider.id}`),
  ]);
  return {
    signUp,
    signInWith: providers.map(({ id, name }) => ({ id, name })),
    async handler(request, clientAddress) {
      const path = new URL(request.url).pathname.slice(basePath.length);
      if (!servedPaths.has(path) && !withProviders.has(path)) return notFound();
      const { handler } = await (withProviders.has(path) ? libraryWithProviders() : library());
      return handler(withAddress(request, clientAddress));
    },
    async session(headers) {
      if (headers.get("cookie")?.includes(`${cookiePrefix}.`) !== true) return undefined;
      const { api } = await library();
      const { response, headers: answer } = await api.getSession({ headers, returnHeaders: true });
      if (response === null) return undefined;
      const { id, name, email, emailVerified, twoFactorEnabled, isOperator } = response.user;
      const user = { id, name, email, emailVerified, isOperator };
      return {
        id: response.session.id,
        user: { ...user, twoFactorEnabled: twoFactorEnabled === true },
        setCookies: answer.getSetCookie(),
      };
    },
    hasUsers: () => hasUsers(options.db),
  };
}

/**
 * The library, loaded when first needed. It asks some providers for their addresses when it is started,
 * however long that takes: so there is a second one for who signs in by a provider, and the others
 * never wait.
 */
function loadersOf(options: AuthOptions) {
  let common: Promise<AuthLibrary> | undefined;
  let special: Promise<AuthLibrary> | undefined;
  let attempts: AttemptCounter | undefined;
  async function load(providers: readonly SignInProvider[]): Promise<AuthLibrary> {
    const { countAttempts, startAuthLibrary } = await import("./auth-library.ts");
    attempts ??= countAttempts();
    const names = { basePath, cookiePrefix, addressHeader };
    return startAuthLibrary({ ...options, ...names, providers, attempts });
  }
  return {
    library: () => (common ??= load([])),
    libraryWithProviders: () => (special ??= load(options.providers)),
  };
}

function notFound(): Response {
  return Response.json({ code: "NOT_FOUND", message: "There is no such route." }, { status: 404 });
}

/** The header is ours alone: what a client sends in it counts for nothing. */
function withAddress(request: Request, clientAddress: string | undefined): Request {
  const headers = new Headers(request.headers);
  headers.delete(addressHeader);
  if (clientAddress !== undefined) headers.set(addressHeader, clientAddress);
  return new Request(request, { headers });
}
