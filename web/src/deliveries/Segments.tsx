// Exactly what a platform gets: each segment's text, images and card.

import { Box, Group, Image, Stack, Text } from "@mantine/core";
import type { Composition } from "#api/contract/deliveries.ts";

type Segment = Composition["segments"][number];

export function Segments({ of: { segments } }: { of: Composition }) {
  return (
    <Stack component="ol" gap="xs" m={0} p={0} className="plain-list">
      {segments.map((segment, index) => (
        // A composition does not change; its segments have no other name.
        <Box component="li" key={index} className="segment" pl="sm">
          <Text size="sm" className="as-written">
            {segment.text}
          </Text>
          <Images of={segment} />
          <Card of={segment} />
        </Box>
      ))}
    </Stack>
  );
}

function Images({ of: { images } }: { of: Segment }) {
  if (images.length === 0) return null;
  return (
    <Group gap="xs" mt={6}>
      {images.map(({ mediaId, alt }) => (
        <Image key={mediaId} src={`/api/v1/media/${mediaId}`} alt={alt} w={72} h={72} radius="sm" />
      ))}
    </Group>
  );
}

function Card({ of: { card } }: { of: Segment }) {
  if (card === null) return null;
  return (
    <Text size="sm" c="dimmed" mt={6} className="as-written">
      Card: {card.title === card.url ? card.url : `${card.title} (${card.url})`}
    </Text>
  );
}
