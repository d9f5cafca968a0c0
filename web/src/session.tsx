// Who is signed in, and for which of their sites they write: known to every page behind the gate.

import { createContext, use } from "react";
import type { User } from "#api/contract/accounts.ts";
import type { Site } from "#api/contract/sites.ts";

export interface Session {
  user: User;
  /** The one that is chosen at the page's head. */
  site: Site;
  /** All of them. */
  sites: readonly Site[];
  chooseSite(id: string): void;
  isSandbox: boolean;
}

/** Where the browser keeps the id of the site that a user has chosen. */
export function chosenSiteKey(userId: string): string {
  return `broadside.site.${userId}`;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("This page stands before the gate");
  return session;
}
