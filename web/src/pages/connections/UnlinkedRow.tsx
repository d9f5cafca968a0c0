// A connection that was unlinked: nothing is posted to it, and all of it is kept.

import { Box, Button, Group, Text } from "@mantine/core";
import type { Connection } from "#api/contract/connections.ts";
import { ConnectionName } from "./ConnectionName.tsx";

interface UnlinkedRowProps {
  connection: Connection;
  onLink(): void;
}

export function UnlinkedRow({ connection, onLink }: UnlinkedRowProps) {
  const { name, autopost } = connection;
  return (
    <Box component="li" className="sheet" p="md">
      <Group justify="space-between">
        <ConnectionName connection={connection} />
        <Button
          variant="default"
          size="compact-sm"
          onClick={onLink}
          aria-label={`Link again: ${name}`}
        >
          Link again
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        Nothing is posted to it. Linked again, it goes on where it stopped
        {autopost && ", with auto-posting on"}.
      </Text>
    </Box>
  );
}
