// One matter of the Profile page, on a sheet of its own.

import { Box, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useId } from "react";

interface SectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

export function Section({ title, lead, children }: SectionProps) {
  const id = useId();
  return (
    <Box
      component="section"
      className="sheet"
      p={{ base: "md", xs: "lg" }}
      mb="md"
      aria-labelledby={id}
    >
      <Title order={2} size="h4" id={id} mb={lead === undefined ? "sm" : 4}>
        {title}
      </Title>
      {lead !== undefined && (
        <Text size="sm" c="dimmed" mb="sm">
          {lead}
        </Text>
      )}
      {children}
    </Box>
  );
}
