// Sends the fields of a form to a route of signing in; whoever is let in starts with empty caches.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { postAuth } from "../../api.ts";

export function useEnter(path: string) {
  const queryClient = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: (fields: object) => postAuth(path, fields),
    onSuccess: () => queryClient.resetQueries(),
  });
  function onSubmit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    mutate(Object.fromEntries(new FormData(event.currentTarget)));
  }
  return { onSubmit, error, isPending };
}
