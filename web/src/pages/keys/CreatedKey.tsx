// A key that is never shown again.

import { Button, CopyButton, Group, TextInput } from "@mantine/core";
import { Notice } from "../../parts/Notice.tsx";

export function CreatedKey({ apiKey }: { apiKey: string }) {
  return (
    <Notice kind="key">
      <Group wrap="nowrap" align="flex-end">
        <TextInput
          flex={1}
          label="The new key: copy it now, it is not shown again"
          value={apiKey}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        <CopyButton value={apiKey}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}
        </CopyButton>
      </Group>
    </Notice>
  );
}
