// Deleting the account, after a word on what goes with it.

import { Button, Group, List, Modal, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { postAuth } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { CurrentPassword, passwordProblem } from "./CurrentPassword.tsx";
import { Section } from "./Section.tsx";

const title = "Delete your account?";

export function DeleteSection({ hasPassword }: { hasPassword: boolean }) {
  const [isOpen, dialog] = useDisclosure();
  return (
    <Section title="Delete the account" lead="With all that is yours alone. It cannot be undone.">
      <Button variant="outline" color="var(--mantine-color-error)" onClick={dialog.open}>
        Delete the account…
      </Button>
      <Modal.Root opened={isOpen} onClose={dialog.close} centered>
        <Modal.Overlay />
        <Modal.Content aria-label={title}>
          <Modal.Body>
            <Title order={2} size="h4" mb="xs">
              {title}
            </Title>
            <DeleteForm hasPassword={hasPassword} onClose={dialog.close} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </Section>
  );
}

function DeleteForm({ hasPassword, onClose }: { hasPassword: boolean; onClose(): void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const deleting = useMutation({
    mutationFn: () => postAuth("/delete-user", hasPassword ? { password } : {}),
    onSuccess: async () => {
      await navigate({ to: "/", replace: true });
      await queryClient.resetQueries();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        deleting.mutate();
      }}
    >
      <Stack gap="sm">
        <WhatGoes />
        {hasPassword && (
          <CurrentPassword value={password} onChange={setPassword} error={deleting.error} isFirst />
        )}
        {passwordProblem(deleting.error) === undefined && <Trouble error={deleting.error} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red.9" loading={deleting.isPending}>
            Delete the account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function WhatGoes() {
  return (
    <>
      <Text>This goes at once and for good:</Text>
      <List size="sm" spacing={4}>
        <List.Item>sites where you are the only member, with their posts and pages</List.Item>
        <List.Item>your connections, with all that still waits to be sent through them</List.Item>
        <List.Item>your API keys, and your images that no other site uses</List.Item>
      </List>
      <Text size="sm">
        Sites that you share with others stay with them. What is live on a platform stays there.
      </Text>
    </>
  );
}
