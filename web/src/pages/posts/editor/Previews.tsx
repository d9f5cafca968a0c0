// Under the Editor, where it can grow: what each connection that the post goes to will get.

import { Box, Stack, Text, Title } from "@mantine/core";
import type { Preview } from "#api/contract/captions.ts";
import type { Autopost } from "#api/contract/sites.ts";
import { TargetPreview } from "../preview/TargetPreview.tsx";

interface PreviewsProps {
  connections: Autopost["connections"];
  /** Nothing is written yet. */
  isEmpty: boolean;
  preview: { previews: Preview["data"]; error: Error | null };
}

export function Previews({ connections, isEmpty, preview: { previews, error } }: PreviewsProps) {
  if (connections.length === 0) return null;
  return (
    <Box component="section" aria-labelledby="previews" mt="xl">
      <Title order={2} size="h4" mb="sm" id="previews">
        As it will be posted
      </Title>
      <Stack className="sheet" p="md">
        {isEmpty && (
          <Text size="sm" c="dimmed">
            What you write is shown here as each of them gets it.
          </Text>
        )}
        {connections.map((connection) => (
          <TargetPreview
            key={connection.id}
            destination={connection}
            composition={
              previews.find(({ connectionId }) => connectionId === connection.id)?.composition
            }
          />
        ))}
        {error !== null && (
          <Text size="sm" c="dimmed" role="status">
            What would be posted cannot be shown: {error.message}
          </Text>
        )}
      </Stack>
    </Box>
  );
}
