// Connections: those that are there, and the platforms to connect.

import { Accordion, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Platform } from "#api/contract/connections.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { connectionsQuery, platformsQuery } from "../../queries.ts";
import { ConnectForm } from "./ConnectForm.tsx";
import { ConnectionRow } from "./ConnectionRow.tsx";

export function ConnectionsPage() {
  const connections = useQuery(connectionsQuery);
  const platforms = useQuery(platformsQuery);
  return (
    <Page title="Connections" lead="The accounts and channels that your posts go to">
      <Loaded query={connections}>
        {(linked) => (
          <Stack component="ul" gap="sm" m={0} p={0} className="plain-list" aria-live="polite">
            {linked.map((connection) => (
              <ConnectionRow key={connection.id} connection={connection} />
            ))}
          </Stack>
        )}
      </Loaded>
      <Title order={2} size="h4" mt="xl" mb="sm">
        Connect a platform
      </Title>
      <Loaded query={platforms}>{(all) => <ConnectList platforms={all} />}</Loaded>
    </Page>
  );
}

function ConnectList({ platforms }: { platforms: readonly Platform[] }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Accordion variant="separated" value={open} onChange={setOpen} order={3}>
      {platforms.map((platform) => (
        <ConnectItem
          key={platform.id}
          platform={platform}
          isOpen={open === platform.id}
          onClose={() => setOpen(null)}
        />
      ))}
    </Accordion>
  );
}

interface ConnectItemProps {
  platform: Platform;
  isOpen: boolean;
  onClose(): void;
}

function ConnectItem({ platform, isOpen, onClose }: ConnectItemProps) {
  const control = useRef<HTMLButtonElement>(null);
  function leave() {
    // The form is about to go, and the focus in it.
    control.current?.focus();
    onClose();
  }
  return (
    <Accordion.Item value={platform.id} className="sheet">
      <Accordion.Control ref={control}>
        <Group gap="sm" wrap="nowrap">
          <PlatformIcon svg={platform.iconSvg} sizePx={24} />
          <Text fw={500}>{platform.name}</Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {isOpen && <ConnectForm platform={platform} onConnected={leave} />}
      </Accordion.Panel>
    </Accordion.Item>
  );
}
