// What the Profile page asks for: ways to sign in, and where the user is signed in.

import { queryOptions } from "@tanstack/react-query";
import type { Session } from "#api/contract/accounts.ts";
import { get, getAuth } from "../../api.ts";

export interface SignInMethod {
  id: string;
  /** A provider's, or `passwordId`. */
  providerId: string;
  createdAt: string;
}

export const passwordId = "credential";

export const methodsQuery = queryOptions({
  queryKey: ["sign-in-methods"],
  queryFn: () => getAuth<SignInMethod[]>("/list-accounts"),
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await get<{ data: Session[] }>("/sessions")).data,
});
