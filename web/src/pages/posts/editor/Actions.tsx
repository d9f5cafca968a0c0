// The buttons under a post: what can be done with it as it is now.

import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Post } from "#api/contract/posts.ts";
import { SendIcon } from "../../../parts/icons.ts";
import { InDoubt } from "../../../parts/InDoubt.tsx";
import { Trouble } from "../../../parts/Trouble.tsx";
import type { Doubt } from "../../../use-sending.ts";
import type { Intent } from "./save.ts";
import { ScheduleModal } from "./ScheduleModal.tsx";

interface ActionsProps {
  post: Post | undefined;
  doubt: Doubt | null;
  isUploading: boolean;
  saving: { isPending: boolean; error: Error | null };
  /** What the first button does. */
  onSend(): void;
  onSave(intent: Intent): void;
}

export function Actions(props: ActionsProps) {
  const { post, doubt, isUploading, saving, onSend, onSave } = props;
  const [isScheduling, schedule] = useDisclosure();
  const status = post?.status ?? "draft";
  return (
    <>
      <Trouble error={saving.error} />
      <InDoubt doubt={saving.isPending ? null : doubt} done="saved" />
      <Group mt="md" gap="sm">
        <Button
          loading={saving.isPending}
          disabled={isUploading || doubt?.isTooOld === true}
          onClick={onSend}
          leftSection={status === "draft" && <SendIcon size={18} stroke={1.8} aria-hidden />}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          {doubt?.isTooOld === false ? "Try again" : "Save"}
        </Button>
        {doubt === null && (
          <OtherWays
            {...props}
            isDisabled={saving.isPending || isUploading}
            onSchedule={schedule.open}
          />
        )}
      </Group>
      {status === "published" && (
        <Text size="sm" c="dimmed" mt="xs">
          Save changes it here, and never posts it again.
        </Text>
      )}
      {isScheduling && (
        <ScheduleModal
          at={post?.publishAt ?? null}
          onClose={schedule.close}
          onSchedule={(publishAt) => {
            schedule.close();
            onSave({ kind: "schedule", publishAt });
          }}
        />
      )}
    </>
  );
}

interface OtherWaysProps extends ActionsProps {
  isDisabled: boolean;
  onSchedule(): void;
}

function OtherWays({ post, isDisabled, onSave, onSchedule }: OtherWaysProps) {
  const button = { variant: "default", disabled: isDisabled } as const;
  const status = post?.status ?? "draft";
  if (status === "published") return null;
  return (
    <>
      {status === "scheduled" && (
        <Button {...button} onClick={() => onSave({ kind: "publish" })}>
          Publish now
        </Button>
      )}
      <Button {...button} onClick={onSchedule}>
        {status === "scheduled" ? "Reschedule …" : "Schedule …"}
      </Button>
      <Button {...button} onClick={() => onSave({ kind: "draft" })}>
        {status === "scheduled" ? "Back to draft" : "Save as draft"}
      </Button>
    </>
  );
}
