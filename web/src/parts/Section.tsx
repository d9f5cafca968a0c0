// A part of a page under a heading of its own.

import { Box, Text, Title } from "@mantine/core";
import { useId } from "react";
import type { ReactNode } from "react";

interface SectionProps {
  title: string;
  /** A line under the title. */
  lead?: ReactNode;
  children: ReactNode;
}

export function Section({ title, lead, children }: SectionProps) {
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} mb={40}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {lead !== undefined && (
        <Text c="dimmed" size="sm">
          {lead}
        </Text>
      )}
      <Box mt="sm">{children}</Box>
    </Box>
  );
}
