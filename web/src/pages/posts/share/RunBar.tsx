// The button that sends it, and what became of pressing it.

import { Button, Group, Text } from "@mantine/core";
import { ApiProblem } from "../../../api.ts";
import { SendIcon } from "../../../parts/icons.ts";
import { Notice } from "../../../parts/Notice.tsx";
import { Trouble } from "../../../parts/Trouble.tsx";

interface RunBarProps {
  isReady: boolean;
  /** What to do where it is not. */
  hint: string;
  previewError: Error | null;
  sharing: { isPending: boolean; error: Error | null };
  isInDoubt: boolean;
}

export function RunBar({ isReady, hint, previewError, sharing, isInDoubt }: RunBarProps) {
  return (
    <>
      {previewError !== null && (
        <Text size="sm" c="dimmed" mb="xs" role="status">
          What would be posted cannot be shown: {previewError.message}
        </Text>
      )}
      {isChanged(sharing.error) ? <ChangedMeanwhile /> : <Trouble error={sharing.error} />}
      {isInDoubt && !sharing.isPending && (
        <Text mb="sm">
          It is not known whether this was shared, because the server has not answered. Try again:
          nothing is sent twice.
        </Text>
      )}
      <Group>
        <Button
          type="submit"
          loading={sharing.isPending}
          disabled={!isReady && !isInDoubt}
          leftSection={<SendIcon size={18} stroke={1.8} aria-hidden />}
        >
          {isInDoubt ? "Try again" : "Run now"}
        </Button>
        {!isReady && !isInDoubt && (
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
