// Backup codes, shown once.

import { Button, Code, CopyButton, Group, SimpleGrid, Text } from "@mantine/core";
import { Notice } from "../../parts/Notice.tsx";

interface BackupCodesProps {
  codes: readonly string[];
  onDone(): void;
}

export function BackupCodes({ codes, onDone }: BackupCodesProps) {
  return (
    <Notice kind="key">
      <Text size="sm" mb="sm">
        Keep these backup codes where you find them without your phone: each lets you sign in once
        instead of a code from the app. They are not shown again.
      </Text>
      <SimpleGrid
        component="ul"
        cols={{ base: 1, xs: 2 }}
        spacing="xs"
        verticalSpacing={4}
        m={0}
        p={0}
        className="plain-list"
        aria-label="Backup codes"
      >
        {codes.map((code) => (
          <li key={code}>
            <Code fz="sm">{code}</Code>
          </li>
        ))}
      </SimpleGrid>
      <Group gap="xs" mt="md">
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button onClick={copy} autoFocus>
              {copied ? "Copied" : "Copy all"}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onDone}>
          I have kept them
        </Button>
      </Group>
    </Notice>
  );
}
