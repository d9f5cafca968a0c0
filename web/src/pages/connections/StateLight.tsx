// Whether an authorisation works, by colour and in words.

import { ColorSwatch, Group, Text } from "@mantine/core";
import type { Connection } from "#api/contract/connections.ts";

const lights: Readonly<Record<Connection["state"], { words: string; color: string }>> = {
  active: { words: "Active", color: "var(--broadside-good)" },
  expiring: { words: "Connect it again soon", color: "var(--broadside-warn)" },
  expired: { words: "Connect it again", color: "var(--broadside-bad)" },
};

export function StateLight({ state }: { state: Connection["state"] }) {
  const { words, color } = lights[state];
  return (
    <Group gap={6} wrap="nowrap">
      <ColorSwatch color={color} size={10} withShadow={false} aria-hidden />
      <Text size="sm">{words}</Text>
    </Group>
  );
}
