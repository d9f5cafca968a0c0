// Sends a first post to a connection, to see that it works.

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Connection } from "#api/contract/connections.ts";
import type { Run } from "#api/contract/runs.ts";
import { post } from "../../api.ts";
import { newKey } from "../../new-key.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { useSession } from "../../session.tsx";

const message = "A test post, sent with Broadside.";

export function TestPost({ connection: { id, name } }: { connection: Connection }) {
  const { site } = useSession();
  const navigate = useNavigate();
  const [isAsking, ask] = useDisclosure();
  // Pressed again after a lost answer, it is the same post.
  const [idempotencyKey] = useState(newKey);
  const send = useMutation({
    mutationFn: () =>
      post<Run>("/runs", {
        body: { message, siteId: site.id, targets: [{ connectionId: id }] },
        idempotencyKey,
      }),
    onSuccess: ({ id: runId }) => navigate({ to: "/runs/$runId", params: { runId } }),
  });
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={ask.open}
        aria-label={`Send a test post to ${name}`}
      >
        Test post
      </Button>
      <ConfirmModal
        title={`Send a test post to ${name}?`}
        confirm="Send"
        isOpen={isAsking}
        isPending={send.isPending}
        error={send.error}
        onClose={ask.close}
        onConfirm={() => send.mutate()}
      >
        Everybody who reads the account sees it: “{message}” You can delete it there afterwards.
      </ConfirmModal>
    </>
  );
}
