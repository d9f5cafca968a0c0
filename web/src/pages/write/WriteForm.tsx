// The form of a post: what it says, where it goes, and the button that publishes it.

import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import type { Connection } from "#api/contract/connections.ts";
import { SendIcon } from "../../parts/icons.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { connectionsQuery, runQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { ContentFields } from "./ContentFields.tsx";
import { emptyDraft, useDraft } from "./draft.ts";
import { ImagesField, uploadKey } from "./ImagesField.tsx";
import { publish } from "./publish.ts";
import { TargetsField } from "./TargetsField.tsx";
import { usePreview } from "./use-preview.ts";

const list = new Intl.ListFormat("en");

export function WriteForm({ connections }: { connections: readonly Connection[] }) {
  const { user, site } = useSession();
  const [draft, change] = useDraft(user.id);
  const siteId = site.id;
  const targets = connections.filter(({ id, autopost }) => draft.chosen?.includes(id) ?? autopost);
  const chosen = targets.map(({ id }) => id);
  const preview = usePreview({ draft, siteId, chosen, change });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const publishing = useMutation({
    mutationFn: async () => {
      // Auto-posting may have been switched in another tab.
      const current = await queryClient.query({ ...connectionsQuery, staleTime: 0 });
      return publish({ draft, siteId, connections: current, chosen, change });
    },
    onSuccess: (run) => {
      change(emptyDraft());
      queryClient.setQueryData(runQuery(run.id).queryKey, run);
      return navigate({ to: "/runs/$runId", params: { runId: run.id } });
    },
  });
  const isUploading = useIsMutating({ mutationKey: uploadKey }) > 0;
  const isLocked = draft.isSending || publishing.isPending;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!publishing.isPending && !isUploading) publishing.mutate();
      }}
      onKeyDown={submitByKey}
    >
      <Stack gap="lg">
        <ContentFields
          draft={draft}
          change={change}
          isLocked={isLocked}
          error={publishing.error ?? preview.error}
        />
        <ImagesField images={draft.images} change={change} isLocked={isLocked} />
        <TargetsField
          connections={connections}
          chosen={chosen}
          onChoose={(ids) => change({ chosen: ids })}
          preview={preview}
          isLocked={isLocked}
        />
        <Box>
          <Trouble error={publishing.error} />
          {draft.isSending && !publishing.isPending && (
            <Text my="sm">
              It is not known whether your post went out, because the server has not answered. Try
              again: nothing is sent twice.
            </Text>
          )}
          <Group mt="sm">
            <Button
              type="submit"
              loading={publishing.isPending}
              disabled={isUploading}
              leftSection={<SendIcon size={18} stroke={1.8} aria-hidden />}
            >
              {draft.isSending ? "Try again" : "Publish"}
            </Button>
            <Text size="sm" c="dimmed">
              {targets.length > 0 && `Now, to ${list.format(targets.map(({ name }) => name))}`}
            </Text>
          </Group>
        </Box>
      </Stack>
    </form>
  );
}

function submitByKey(event: KeyboardEvent<HTMLFormElement>) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.currentTarget.requestSubmit();
  }
}
