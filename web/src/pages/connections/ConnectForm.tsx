// A platform's own fields, drawn from its served description.

import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Connection, Platform } from "#api/contract/connections.ts";
import { fieldError, post } from "../../api.ts";
import { SandboxIcon } from "../../parts/icons.ts";
import { Markdown } from "../../parts/Markdown.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { connectionsQuery } from "../../queries.ts";

type Field = Platform["auth"]["fields"][number];

interface ConnectFormProps {
  platform: Platform;
  onConnected(): void;
}

export function ConnectForm({ platform, onConnected }: ConnectFormProps) {
  const { id, name, auth, sandboxEntries, setupMarkdown } = platform;
  const [entries, setEntries] = useState<Readonly<Record<string, string>>>({});
  const queryClient = useQueryClient();
  const connect = useMutation({
    mutationFn: () => post<Connection>(`/connections/${id}`, { body: entries }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(connectionsQuery);
      onConnected();
    },
  });
  const namesField = auth.fields.some((field) => fieldError(connect.error, field.name));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        connect.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{auth.permits}</Text>
        {auth.fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={entries[field.name] ?? ""}
            onChange={(value) => setEntries((before) => ({ ...before, [field.name]: value }))}
            error={fieldError(connect.error, field.name)}
          />
        ))}
        {!namesField && <Trouble error={connect.error} />}
        <Group>
          <Button type="submit" loading={connect.isPending}>
            Connect {name}
          </Button>
          {sandboxEntries !== null && (
            <Button
              variant="default"
              leftSection={<SandboxIcon size={18} stroke={1.6} aria-hidden />}
              onClick={() => setEntries(sandboxEntries)}
            >
              Use the sandbox account
            </Button>
          )}
        </Group>
        <details className="setup">
          <summary>How to get these</summary>
          <Markdown text={setupMarkdown} />
        </details>
      </Stack>
    </form>
  );
}

interface FieldInputProps {
  field: Field;
  value: string;
  onChange(value: string): void;
  error: string | undefined;
}

function FieldInput({ field, value, onChange, error }: FieldInputProps) {
  const { label, help, placeholder, required, secret } = field;
  const Input = secret ? PasswordInput : TextInput;
  return (
    <Input
      label={label}
      description={help}
      placeholder={placeholder}
      required={required}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      autoComplete="off"
      data-1p-ignore
      spellCheck={false}
    />
  );
}
