// Signing in with e-mail and password: answers the routes below /api/auth, and tells whose session a
// request belongs to.

import type { Logger } from "#kernel/logger.ts";
import type { Database } from "#store/open.ts";
import type { AuthLibrary } from "./auth-library.ts";
import { hasUsers } from "./users.ts";
import type { User } from "./users.ts";

const basePath = "/api/auth";
const cookiePrefix = "broadside";
const addressHeader = "x-broadside-client-address";

// The library has more routes; each is served from the day it is wanted and tested.
const servedPaths = new Set(
  ["/sign-up/email", "/sign-in/email", "/sign-out", "/get-session"].map((path) => basePath + path),
);

export interface AuthOptions {
  db: Database;
  /** The newest first: what signs cookies is derived from it, so that a new one signs everybody out. */
  secrets: readonly string[];
  /** Where people reach this server; browsers at any other origin are refused. */
  publicUrl: string;
  logger: Logger;
}

export interface Session {
  user: User;
  /** Set-Cookie values to answer with: they keep the session, and its short-lived copy, fresh. */
  setCookies: string[];
}

export interface Auth {
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
  let loading: Promise<AuthLibrary> | undefined;
  const library = () => (loading ??= load(options));
  return {
    async handler(request, clientAddress) {
      if (!servedPaths.has(new URL(request.url).pathname)) return notFound();
      const { handler } = await library();
      return handler(withAddress(request, clientAddress));
    },
    async session(headers) {
      if (headers.get("cookie")?.includes(`${cookiePrefix}.`) !== true) return undefined;
      const { api } = await library();
      const { response, headers: answer } = await api.getSession({ headers, returnHeaders: true });
      if (response === null) return undefined;
      const { id, name, email, isOperator } = response.user;
      return { user: { id, name, email, isOperator }, setCookies: answer.getSetCookie() };
    },
    hasUsers: () => hasUsers(options.db),
  };
}

async function load(options: AuthOptions): Promise<AuthLibrary> {
  const { startAuthLibrary } = await import("./auth-library.ts");
  return startAuthLibrary({ ...options, basePath, cookiePrefix, addressHeader });
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
