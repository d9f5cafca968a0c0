// Sends the fields of a form to a route of signing in; whoever is let in starts with empty caches.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { postAuth } from "../../api.ts";

interface Entrance {
  path: string;
  /** The password was right, and is not enough. */
  onCodeNeeded?(): void;
}

interface Answer {
  twoFactorRedirect?: boolean;
}

export function useEnter({ path, onCodeNeeded }: Entrance) {
  const queryClient = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: (fields: object) => postAuth<Answer>(path, fields),
    onSuccess: async ({ twoFactorRedirect }) => {
      if (twoFactorRedirect === true) onCodeNeeded?.();
      else await queryClient.resetQueries();
    },
  });
  function onSubmit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    mutate(Object.fromEntries(new FormData(event.currentTarget)));
  }
  return { onSubmit, error, isPending };
}
