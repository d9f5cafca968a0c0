// The cache of the server's answers. A problem is not asked for again, silence is; whoever turns out
// to be signed out is asked to sign in.

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem, Unreachable } from "./api.ts";
import { welcomeQuery } from "./queries.ts";

const maxRetries = 2;
/** The second one is the account routes'. */
const signedOut = new Set(["not-signed-in", "UNAUTHORIZED"]);

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      // The browser may call itself offline and still reach a server on the same machine.
      networkMode: "always",
      retry: (failures, error) => error instanceof Unreachable && failures < maxRetries,
    },
    mutations: { networkMode: "always" },
  },
});

function noticeSignOut(error: Error): void {
  if (!(error instanceof ApiProblem) || !signedOut.has(error.code)) return;
  void queryClient.invalidateQueries({ queryKey: welcomeQuery.queryKey });
}
