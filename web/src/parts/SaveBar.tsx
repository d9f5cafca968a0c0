// The end of a form that is saved explicitly: whether something is unsaved, and the way to save it or
// to give it up. Nobody leaves the page with something unsaved without being asked.

import { Button, Group, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useRef } from "react";
import { ConfirmModal } from "./ConfirmModal.tsx";

interface SaveBarProps {
  /** The word on the button. */
  save?: string;
  isDirty: boolean;
  isPending: boolean;
  /** Since the last change. */
  isSaved: boolean;
  onDiscard(): void;
}

export function SaveBar({ save = "Save", isDirty, isPending, isSaved, onDiscard }: SaveBarProps) {
  const saveButton = useRef<HTMLButtonElement>(null);
  function discard() {
    // The button that has the focus is about to go.
    saveButton.current?.focus();
    onDiscard();
  }
  return (
    <Group gap="sm" mih={36}>
      {/* Keeps the focus, also when there is nothing to save. */}
      <Button
        type="submit"
        ref={saveButton}
        loading={isPending}
        aria-disabled={!isDirty}
        {...(!isDirty && { "data-disabled": true })}
      >
        {save}
      </Button>
      {isDirty && !isPending && (
        <Button variant="subtle" onClick={discard}>
          Discard
        </Button>
      )}
      <Text size="sm" c="dimmed" role="status">
        {isDirty && !isPending && "Unsaved changes"}
        {!isDirty && isSaved && "Saved"}
      </Text>
      <LeaveGuard isOn={isDirty} />
    </Group>
  );
}

function LeaveGuard({ isOn }: { isOn: boolean }) {
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => isOn && current.pathname !== next.pathname,
    enableBeforeUnload: isOn,
    withResolver: true,
  });
  return (
    <ConfirmModal
      title="Leave without saving?"
      confirm="Leave"
      isOpen={leaving.status === "blocked"}
      isPending={false}
      onClose={() => leaving.reset?.()}
      onConfirm={() => leaving.proceed?.()}
    >
      What you have changed on this page is not saved yet, and is lost when you leave.
    </ConfirmModal>
  );
}
