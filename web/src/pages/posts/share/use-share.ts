// Starts the run, once, of what the preview shows.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Run, Target } from "#api/contract/runs.ts";
import { runQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { useSending } from "../../../use-sending.ts";
import type { usePreview } from "../preview/use-preview.ts";
import { isChanged } from "./RunBar.tsx";
import type { Subject } from "./subject.ts";

export function useShare(
  { key, request }: Subject,
  preview: ReturnType<typeof usePreview>,
  onShared?: () => void,
) {
  const { user } = useSession();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { doubt, send } = useSending<Run>(`${user.id}.share.${key}`);
  const mutationKey = ["share", key];
  const sharing = useMutation({
    mutationKey,
    mutationFn: async (targets: readonly Target[]) =>
      send({
        ...{ method: "POST", path: "/runs", body: { ...request, targets } },
        // Of what may have been sent already, the server remembers the answer.
        etag: doubt === null ? await preview.currentEtag() : undefined,
      }),
    onSuccess: (run) => {
      queryClient.setQueryData(runQuery(run.id).queryKey, run);
      void queryClient.invalidateQueries({ queryKey: ["posts"] });
      onShared?.();
      return navigate({ to: "/runs/$runId", params: { runId: run.id } });
    },
    onError: async (error) => {
      if (!isChanged(error)) return;
      await queryClient.invalidateQueries({ queryKey: ["posts"] });
      await preview.lookAgain();
    },
  });

  function share(targets: readonly Target[]): void {
    // A second click may come before the page has changed.
    if (queryClient.isMutating({ mutationKey }) === 0) sharing.mutate(targets);
  }

  function giveUp(): void {
    doubt?.giveUp();
    sharing.reset();
    // By now it may be there.
    void queryClient.invalidateQueries({ queryKey: ["posts"] });
  }

  return { share, sharing, doubt: doubt && { ...doubt, giveUp } };
}
