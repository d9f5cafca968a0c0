// Deletes a post here, after saying what that does not do.

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Post } from "#api/contract/posts.ts";
import { remove } from "../../../api.ts";
import { ConfirmModal } from "../../../parts/ConfirmModal.tsx";
import { TrashIcon } from "../../../parts/icons.ts";
import { Trouble } from "../../../parts/Trouble.tsx";
import { postQuery } from "../../../queries.ts";
import { copiesOf } from "../copies.ts";

export function DeletePost({ post }: { post: Post }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, ask] = useDisclosure();
  const deleting = useMutation({
    mutationFn: () => remove(`/posts/${post.id}`),
    onSuccess: async () => {
      await navigate({ to: "/" });
      queryClient.removeQueries(postQuery(post.id));
      await queryClient.invalidateQueries({ queryKey: ["posts", "list"] });
    },
    onError: ask.close,
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<TrashIcon size={16} stroke={1.6} aria-hidden />}
        onClick={ask.open}
      >
        Delete
      </Button>
      <ConfirmModal
        title="Delete this post?"
        confirm="Delete"
        isOpen={isAsking}
        isPending={deleting.isPending}
        onClose={ask.close}
        onConfirm={() => deleting.mutate()}
      >
        {whatStays(post)} This cannot be undone.
      </ConfirmModal>
      <Trouble error={deleting.error} />
    </>
  );
}

function whatStays(post: Post): string {
  if (post.status !== "published" && post.deliveries.length === 0) return "Only you have it here.";
  const live = copiesOf(post).length;
  const copies =
    live === 0
      ? ""
      : live === 1
        ? " Its live copy stays where it is."
        : ` Its ${live} live copies stay where they are.`;
  return `It goes from this server, with its page.${copies} What still waits to be sent is cancelled.`;
}
