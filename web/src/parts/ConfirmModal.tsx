// Asks before something that cannot simply be undone.

import { Button, Group, Modal, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface ConfirmModalProps {
  title: string;
  /** The word on the button. */
  confirm: string;
  isOpen: boolean;
  isPending: boolean;
  onClose(): void;
  onConfirm(): void;
  children: ReactNode;
}

export function ConfirmModal(props: ConfirmModalProps) {
  const { title, confirm, isOpen, isPending, onClose, onConfirm, children } = props;
  return (
    <Modal.Root opened={isOpen} onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <Title order={2} size="h4" mb="xs">
            {title}
          </Title>
          <Text>{children}</Text>
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
