// A page: its name in the browser's tab and over its content.

import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PageProps {
  title: string;
  /** A line under the title. */
  lead?: ReactNode;
  /** On the title's right. */
  action?: ReactNode;
  /** For two columns beside one another. */
  isWide?: boolean;
  children: ReactNode;
}

export function Page({ title, lead, action, isWide = false, children }: PageProps) {
  return (
    <Box maw={isWide ? 1120 : 760} mx="auto">
      <title>{`${title} · Broadside`}</title>
      <Group className="page-head" justify="space-between" align="flex-end">
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead !== undefined && <Text c="dimmed">{lead}</Text>}
        </div>
        {action}
      </Group>
      {children}
    </Box>
  );
}
