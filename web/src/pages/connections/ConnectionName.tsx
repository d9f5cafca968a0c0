// Which account it is, on which platform.

import { Box, Group, Text } from "@mantine/core";
import type { Connection } from "#api/contract/connections.ts";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { usePlatform } from "../../use-platforms.ts";

export function ConnectionName({ connection }: { connection: Connection }) {
  const { name, handle, platform: platformId } = connection;
  const platform = usePlatform(platformId);
  return (
    <Group wrap="nowrap" gap="sm" miw={0}>
      <PlatformIcon svg={platform?.iconSvg} sizePx={24} />
      <Box miw={0}>
        <Text fw={500} truncate>
          {name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {[platform?.name, handle === name ? null : handle].filter(Boolean).join(" · ")}
        </Text>
      </Box>
    </Group>
  );
}
