// Who is signed in, and for which site they write: known to every page behind the gate.

import { createContext, use } from "react";
import type { Site, User } from "#api/contract/people.ts";

export interface Session {
  user: User;
  site: Site;
  isSandbox: boolean;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("This page stands before the gate");
  return session;
}
