// The button that sends it, and what became of pressing it.

import { Button, Group, Text } from "@mantine/core";
import { ApiProblem } from "../../../api.ts";
import { SendIcon } from "../../../parts/icons.ts";
import { InDoubt } from "../../../parts/InDoubt.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { Trouble } from "../../../parts/Trouble.tsx";
import type { Doubt } from "../../../use-sending.ts";

interface RunBarProps {
  /** What to do first. Null: it can be sent. */
  hint: string | null;
  previewError: Error | null;
  sharing: { isPending: boolean; error: Error | null };
  doubt: Doubt | null;
  onSend(): void;
}

export function RunBar({ hint, previewError, sharing, doubt, onSend }: RunBarProps) {
  return (
    <>
      {previewError !== null && (
        <Text size="sm" c="dimmed" mb="xs" role="status">
          What would be posted cannot be shown: {previewError.message}
        </Text>
      )}
      {isChanged(sharing.error) ? <ChangedMeanwhile /> : <Trouble error={sharing.error} />}
      <InDoubt doubt={sharing.isPending ? null : doubt} done="shared" />
      <Group>
        <Button
          loading={sharing.isPending}
          disabled={doubt === null ? hint !== null : doubt.isTooOld}
          onClick={onSend}
          leftSection={<SendIcon size={18} stroke={1.8} aria-hidden />}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          {doubt?.isTooOld === false ? "Try again" : "Run now"}
        </Button>
        {hint !== null && doubt === null && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </Group>
    </>
  );
}

export function isChanged(error: Error | null): boolean {
  return error instanceof ApiProblem && error.code === "changed-meanwhile";
}

function ChangedMeanwhile() {
  return (
    <Notice kind="trouble">
      <Text size="sm">
        Nothing was sent: the post has been changed since this preview was made. The preview is up
        to date now. Look at it once more, then press Run now again.
      </Text>
    </Notice>
  );
}
