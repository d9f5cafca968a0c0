// Where the post goes, and what would arrive there.

import { Box, Checkbox, Group, Stack, Text } from "@mantine/core";
import type { Preview } from "#api/contract/captions.ts";
import type { Connection } from "#api/contract/connections.ts";
import { Segments } from "../../deliveries/Segments.tsx";
import { PageLink } from "../../parts/links.tsx";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { usePlatform } from "../../use-platforms.ts";
import { countOf } from "./count.ts";

type Composition = Preview["data"][number]["composition"];

interface TargetsFieldProps {
  connections: readonly Connection[];
  chosen: readonly string[];
  onChoose(ids: string[]): void;
  preview: { previews: Preview["data"]; error: Error | null };
  isLocked: boolean;
}

export function TargetsField(props: TargetsFieldProps) {
  const { connections, chosen, onChoose, preview, isLocked } = props;
  const { previews, error } = preview;
  const ids = connections.map(({ id }) => id);
  return (
    <Box component="fieldset" className="sheet plain-fieldset" p="md">
      <Text component="legend" className="legend" fw={600} size="sm">
        Where it goes
      </Text>
      {connections.length === 0 && (
        <Text>
          Nothing is connected yet. <PageLink to="/connections">Connect a platform</PageLink> and
          come back: what you write here stays.
        </Text>
      )}
      <Stack gap="xs">
        {connections.map((connection) => (
          <Target
            key={connection.id}
            connection={connection}
            isChosen={chosen.includes(connection.id)}
            onChoose={(isChosen) =>
              onChoose(ids.filter((id) => (id === connection.id ? isChosen : chosen.includes(id))))
            }
            composition={
              previews.find(({ connectionId }) => connectionId === connection.id)?.composition
            }
            isLocked={isLocked}
          />
        ))}
      </Stack>
      {error !== null && chosen.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs" role="status">
          What would be sent cannot be shown: {error.message}
        </Text>
      )}
    </Box>
  );
}

interface TargetProps {
  connection: Connection;
  isChosen: boolean;
  onChoose(isChosen: boolean): void;
  composition: Composition | undefined;
  isLocked: boolean;
}

function Target({ connection, isChosen, onChoose, composition, isLocked }: TargetProps) {
  const { name, platform: platformId, state } = connection;
  const platform = usePlatform(platformId);
  const shown = isChosen ? composition : undefined;
  return (
    <Box>
      <Group wrap="nowrap" justify="space-between" mih={36}>
        <Checkbox
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
          disabled={isLocked}
          label={
            <Group gap="xs" wrap="nowrap">
              <PlatformIcon svg={platform?.iconSvg} />
              <span>
                {name}{" "}
                <Text span c="dimmed" size="sm">
                  {platform?.name}
                </Text>
              </span>
            </Group>
          }
        />
        <Text size="sm" c="dimmed" ta="right" className="count">
          {shown && countOf(shown)}
        </Text>
      </Group>
      {isChosen && state === "expired" && (
        <Text size="sm" ml={32}>
          It has to be <PageLink to="/connections">connected again</PageLink> first; until then its
          posts are held.
        </Text>
      )}
      {shown?.problems.map(({ code, message, severity }) => (
        <Text
          key={`${code} ${message}`}
          size="sm"
          ml={32}
          c={severity === "error" ? "var(--broadside-bad)" : "dimmed"}
        >
          {message}
        </Text>
      ))}
      {isChosen && (
        <details className="sent">
          <summary>What {name} gets</summary>
          {shown ? <Segments of={shown} /> : "Nothing yet"}
        </details>
      )}
    </Box>
  );
}
