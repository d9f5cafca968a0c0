// The sheet on which visitors introduce themselves.

import { Box, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface FrontPageProps {
  title: string;
  lead: ReactNode;
  children: ReactNode;
  /** Under the sheet: where else to go from here. */
  foot?: ReactNode;
}

export function FrontPage({ title, lead, children, foot }: FrontPageProps) {
  return (
    <Box component="main" maw={440} mx="auto" px="md" pt={{ base: "lg", sm: 72 }} pb="xl">
      <title>{`${title} · Broadside`}</title>
      <Text className="wordmark" ta="center" mb="md">
        Broadside
      </Text>
      <Box className="sheet" p={{ base: "md", xs: "xl" }}>
        <Title order={1} size="h3">
          {title}
        </Title>
        <Text c="dimmed" mb="lg">
          {lead}
        </Text>
        {children}
      </Box>
      {foot !== undefined && (
        <Text size="sm" ta="center" mt="md">
          {foot}
        </Text>
      )}
    </Box>
  );
}
