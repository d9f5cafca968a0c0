// Saves what is in the Editor, and leads to what came of it.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { CreatedPost } from "#api/contract/posts.ts";
import type { Autopost } from "#api/contract/sites.ts";
import { ApiProblem } from "../../../api.ts";
import { autopostQuery, postQuery, runQuery } from "../../../queries.ts";
import { useSending } from "../../../use-sending.ts";
import { outcomeOf } from "../after-save.ts";
import { requireReady, requireSomething, toRequest } from "./save.ts";
import type { Intent, Writing } from "./save.ts";

interface SaveOptions {
  /** Of whom, and of what. */
  name: string;
  writing: Writing;
  /** Where the page says that it goes. */
  shown: Autopost | undefined;
  /** It is with the server, as it was written. */
  onSaved(): void;
}

export function useSave({ name, writing, shown, onSaved }: SaveOptions) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { doubt, sent, send } = useSending<CreatedPost>(name);
  const { site, post: before } = writing;
  const mutationKey = ["save", name];

  async function check(intent: Intent): Promise<void> {
    if (intent.kind === "schedule") requireSomething(writing.draft);
    if (intent.kind !== "publish") return;
    const query = autopostQuery(site.id);
    const current = await queryClient.query({ ...query, staleTime: 0 });
    await requireReady(writing, { shown, current });
  }

  async function lead({ created, isPublishing }: Done): Promise<void> {
    const { post, run } = created;
    const isNews = isPublishing || before?.status !== "published";
    if (run !== null && isNews) {
      queryClient.setQueryData(runQuery(run.id).queryKey, run);
      return navigate({ to: "/runs/$runId", params: { runId: run.id } });
    }
    return navigate({
      ...{ to: "/posts/$postId", params: { postId: post.id } },
      state: { saved: isNews ? outcomeOf(created) : "changed", isInPlace: before !== undefined },
      replace: before !== undefined,
      resetScroll: before === undefined,
    });
  }

  const saving = useMutation({
    mutationKey,
    mutationFn: async (intent: Intent): Promise<Done> => {
      // What may have been carried out already is repeated as it was.
      if (sent === null) await check(intent);
      const outgoing = sent ?? toRequest(writing, intent);
      const created = await send(outgoing);
      const { body } = outgoing;
      return { created, isPublishing: "status" in body && body.status === "published" };
    },
    onSuccess: (done) => {
      const { post } = done.created;
      queryClient.setQueryData(postQuery(post.id).queryKey, post);
      void queryClient.invalidateQueries({ queryKey: ["posts", "list"] });
      onSaved();
      return lead(done);
    },
    onError: (error) => {
      const isChanged = error instanceof ApiProblem && error.code === "changed-meanwhile";
      // Once the page knows what the post is by now, it says so, and saving again is a decision.
      if (isChanged && before !== undefined) {
        void queryClient.invalidateQueries(postQuery(before.id));
      }
    },
  });

  function save(intent: Intent): void {
    // A second click may come before the page has changed.
    if (queryClient.isMutating({ mutationKey }) === 0) saving.mutate(intent);
  }

  function giveUp(): void {
    doubt?.giveUp();
    saving.reset();
    // By now it may be saved.
    void queryClient.invalidateQueries({ queryKey: ["posts"] });
  }

  return { save, saving, doubt: doubt && { ...doubt, giveUp } };
}

interface Done {
  created: CreatedPost;
  isPublishing: boolean;
}
