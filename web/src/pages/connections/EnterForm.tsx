// Connects by what is entered, and nothing else.

import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Connection } from "#api/contract/connections.ts";
import { fieldError, post } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { connectionsQuery } from "../../queries.ts";
import { FieldInputs, SandboxButton, useEntries } from "./fields.tsx";
import type { WayFormProps } from "./fields.tsx";

export function EnterForm({ platform, way, onConnected }: WayFormProps) {
  const { id, name } = platform;
  const form = useEntries(platform, way);
  const queryClient = useQueryClient();
  const connect = useMutation({
    mutationFn: () => post<Connection>(`/connections/${id}`, { body: form.entries }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(connectionsQuery);
      onConnected();
    },
  });
  const namesField = way.fields.some((field) => fieldError(connect.error, field.name));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        connect.mutate();
      }}
    >
      <Stack>
        <FieldInputs fields={way.fields} form={form} error={connect.error} />
        {!namesField && <Trouble error={connect.error} />}
        <Group>
          <Button type="submit" loading={connect.isPending}>
            Connect {name}
          </Button>
          <SandboxButton form={form} />
        </Group>
      </Stack>
    </form>
  );
}
