// The buttons under a post: what can be done with it as it is now.

import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Post } from "#api/contract/posts.ts";
import { SendIcon } from "../../../parts/icons.ts";
import { Trouble } from "../../../parts/Trouble.tsx";
import type { Intent } from "./save.ts";
import { ScheduleModal } from "./ScheduleModal.tsx";

interface ActionsProps {
  post: Post | undefined;
  isInDoubt: boolean;
  isUploading: boolean;
  saving: { isPending: boolean; error: Error | null };
  onSave(intent: Intent): void;
}

export function Actions(props: ActionsProps) {
  const { post, isInDoubt, isUploading, saving, onSave } = props;
  const [isScheduling, schedule] = useDisclosure();
  const status = post?.status ?? "draft";
  return (
    <>
      <Trouble error={saving.error} />
      {isInDoubt && !saving.isPending && (
        <Text my="sm">
          It is not known whether this was saved, because the server has not answered. Try again:
          nothing happens twice.
        </Text>
      )}
      <Group mt="md" gap="sm">
        <Button
          type="submit"
          loading={saving.isPending}
          disabled={isUploading}
          leftSection={status === "draft" && <SendIcon size={18} stroke={1.8} aria-hidden />}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          {isInDoubt ? "Try again" : "Save"}
        </Button>
        {!isInDoubt && (
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
