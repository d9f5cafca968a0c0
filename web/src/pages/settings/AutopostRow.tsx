// Auto-posting to one connection: the switch, and for which sites.

import { Badge, Box, Checkbox, Group, Radio, Stack, Switch, Text } from "@mantine/core";
import type { Connection } from "#api/contract/connections.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { useSession } from "../../session.tsx";
import { ConnectionName } from "../connections/ConnectionName.tsx";
import { goesNowhere } from "./autopost-draft.ts";
import type { Setting } from "./autopost-draft.ts";

interface AutopostRowProps {
  connection: Connection;
  setting: Setting;
  isChanged: boolean;
  error: Error | undefined;
  onChange(part: Partial<Setting>): void;
}

export function AutopostRow(props: AutopostRowProps) {
  const { connection, setting, isChanged, error, onChange } = props;
  const { name, state } = connection;
  const { sites } = useSession();
  const hasChoice = setting.siteIds !== null || (sites.length > 1 && setting.autopost);
  return (
    <Box component="li" p="md">
      <Group justify="space-between" wrap="nowrap">
        <ConnectionName connection={connection} />
        <Group gap="sm" wrap="nowrap" flex="none">
          {isChanged && (
            <Badge variant="default" visibleFrom="xs">
              Unsaved
            </Badge>
          )}
          <Switch
            label="Auto-post"
            labelPosition="left"
            aria-label={`Auto-post to ${name}`}
            checked={setting.autopost}
            onChange={(event) => onChange({ autopost: event.currentTarget.checked })}
          />
        </Group>
      </Group>
      {state === "expired" && (
        <Text size="sm" mt="xs">
          It has to be connected again before anything can be posted to it.
        </Text>
      )}
      {hasChoice && <SitesChoice name={name} setting={setting} onChange={onChange} />}
      <Trouble error={error ?? null} />
    </Box>
  );
}

type SitesChoiceProps = Pick<AutopostRowProps, "setting" | "onChange"> & { name: string };

function SitesChoice({ name, setting, onChange }: SitesChoiceProps) {
  const { sites } = useSession();
  const { siteIds } = setting;
  return (
    <Box mt="sm" ml={{ base: 0, xs: 36 }}>
      <Radio.Group
        aria-label={`Sites that auto-post to ${name}`}
        value={siteIds === null ? "all" : "some"}
        onChange={(value) =>
          onChange({ siteIds: value === "all" ? null : sites.map(({ id }) => id) })
        }
      >
        <Group gap="md">
          <Radio value="all" label="For all my sites" />
          <Radio value="some" label="Only for some" />
        </Group>
      </Radio.Group>
      {siteIds !== null && (
        <Checkbox.Group
          mt="sm"
          aria-label={`Only for these sites: ${name}`}
          value={siteIds}
          onChange={(ids) => onChange({ siteIds: ids })}
          errorProps={{ mt: "xs" }}
          error={
            goesNowhere(setting) ? "Choose a site, or switch auto-posting off here." : undefined
          }
        >
          <Stack gap="xs">
            {sites.map((site) => (
              <Checkbox key={site.id} value={site.id} label={site.name} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Box>
  );
}
