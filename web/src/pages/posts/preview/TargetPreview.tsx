// What one connection would get: how much of its room that takes, what is wrong with it, and how it will
// look there.

import { Group, Text } from "@mantine/core";
import type { Composition } from "#api/contract/deliveries.ts";
import { countOf } from "./count.ts";
import type { Destination } from "./destination.ts";
import { DestinationName } from "./DestinationName.tsx";
import { PreviewFrame } from "./PreviewFrame.tsx";

interface TargetPreviewProps {
  destination: Destination;
  composition: Composition | undefined;
}

export function TargetPreview({ destination, composition }: TargetPreviewProps) {
  return (
    <div>
      <Group justify="space-between" gap="0 12px" mih={36}>
        <DestinationName destination={destination} />
        <Text size="sm" c="dimmed" ml="auto" className="count">
          {composition && countOf(composition)}
        </Text>
      </Group>
      <PreviewFrame destination={destination} composition={composition} />
    </div>
  );
}
