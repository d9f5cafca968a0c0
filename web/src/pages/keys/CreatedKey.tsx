// A key that is never shown again.

import { Alert, Button, CopyButton, Group, TextInput } from "@mantine/core";
import { KeyIcon } from "../../parts/icons.ts";

export function CreatedKey({ apiKey }: { apiKey: string }) {
  return (
    <Alert
      mt="md"
      color="green"
      c="inherit"
      role="status"
      icon={<KeyIcon size={20} />}
      title="Copy the key now: it is not shown again"
    >
      <Group wrap="nowrap" align="flex-end">
        <TextInput
          flex={1}
          aria-label="The new key"
          value={apiKey}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        <CopyButton value={apiKey}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}
        </CopyButton>
      </Group>
    </Alert>
  );
}
