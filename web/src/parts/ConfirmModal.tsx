// Asks before something that cannot simply be undone.

import { Button, Group, Modal, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Trouble } from "./Trouble.tsx";

interface ConfirmModalProps {
  title: string;
  /** The word on the button. */
  confirm: string;
  isOpen: boolean;
  isPending: boolean;
  /** Why it was not done, where the question stays open for it. */
  error?: Error | null;
  onClose(): void;
  onConfirm(): void;
  children: ReactNode;
}

export function ConfirmModal(props: ConfirmModalProps) {
  const { title, confirm, isOpen, isPending, error = null, onClose, onConfirm, children } = props;
  return (
    <Modal.Root opened={isOpen} onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <Title order={2} size="h4" mb="xs">
            {title}
          </Title>
          <Text>{children}</Text>
          <Trouble error={error} />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button color="red.9" loading={isPending} onClick={onConfirm}>
              {confirm}
            </Button>
          </Group>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
