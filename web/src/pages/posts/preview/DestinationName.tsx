// The name of a connection, and of its platform.

import { Group, Text } from "@mantine/core";
import { PlatformIcon } from "../../../parts/PlatformIcon.tsx";
import { usePlatform } from "../../../use-platforms.ts";
import type { Destination } from "./destination.ts";

export function DestinationName({ destination }: { destination: Destination }) {
  const platform = usePlatform(destination.platform);
  return (
    <Group component="span" gap="xs" wrap="nowrap" miw={0}>
      <PlatformIcon svg={platform?.iconSvg} />
      <span>
        {destination.name}{" "}
        <Text span c="dimmed" size="sm">
          {platform?.name}
        </Text>
      </span>
    </Group>
  );
}
