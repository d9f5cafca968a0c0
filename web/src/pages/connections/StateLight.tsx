// Whether an authorisation works, by colour and in words.

import { ColorSwatch, Group, Text } from "@mantine/core";
import type { Connection } from "#api/contract/connections.ts";
import { Instant } from "../../parts/Instant.tsx";

const lights: Readonly<Record<Connection["state"], { words: string; color: string }>> = {
  active: { words: "Active", color: "var(--broadside-good)" },
  expiring: { words: "Expiring soon", color: "var(--broadside-warn)" },
  expired: { words: "Expired", color: "var(--broadside-bad)" },
};

export function StateLight({ connection }: { connection: Connection }) {
  const { state, endsAt } = connection;
  const { words, color } = lights[state];
  return (
    <Group gap={6} wrap="nowrap">
      <ColorSwatch color={color} size={10} withShadow={false} aria-hidden />
      <Text size="sm">
        {words}
        {state === "expiring" && endsAt !== null && (
          <>
            : <Instant at={endsAt} />
          </>
        )}
      </Text>
    </Group>
  );
}
