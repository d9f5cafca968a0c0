// A text that is shown once, and is to be copied.

import { Button, CopyButton, Group, TextInput } from "@mantine/core";

export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <Group wrap="nowrap" align="flex-end">
      <TextInput
        flex={1}
        miw={0}
        label={label}
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button onClick={copy} miw={92} flex="none">
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
