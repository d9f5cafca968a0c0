// The end of a site, after its name was typed.

import { Box, Button, Group, Modal, Text, TextInput, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Site } from "#api/contract/sites.ts";
import { remove } from "../../api.ts";
import { Section } from "../../parts/Section.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { sitesQuery } from "../../queries.ts";

export function DeleteSite({ site }: { site: Site }) {
  const [isAsking, ask] = useDisclosure();
  return (
    <Section title="Delete">
      <Box className="sheet" p="md">
        <Text size="sm">
          Its posts, its public pages and its history go with it, for all members. What is live on
          platforms stays there; your connections stay, too.
        </Text>
        <Button mt="sm" variant="default" c="var(--mantine-color-error)" onClick={ask.open}>
          Delete this site
        </Button>
      </Box>
      {isAsking && <DeleteModal site={site} onClose={ask.close} />}
    </Section>
  );
}

function DeleteModal({ site, onClose }: { site: Site; onClose: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const deleting = useMutation({
    mutationFn: () => remove(`/sites/${site.id}`),
    onSuccess: async () => {
      await navigate({ to: "/sites", ignoreBlocker: true });
      await queryClient.invalidateQueries(sitesQuery);
    },
  });
  const title = `Delete ${site.name}?`;
  return (
    <Modal.Root opened onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              deleting.mutate();
            }}
          >
            <Title order={2} size="h4" mb="xs" className="as-written">
              {title}
            </Title>
            <Text>This cannot be undone.</Text>
            <TextInput
              mt="sm"
              label={`To delete it, type its name: ${site.name}`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
            <Trouble error={deleting.error} />
            <Group justify="flex-end" mt="lg">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button
                type="submit"
                color="red.9"
                disabled={typed.trim() !== site.name}
                loading={deleting.isPending}
              >
                Delete
              </Button>
            </Group>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
