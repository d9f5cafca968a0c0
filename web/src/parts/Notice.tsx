// A line that stands out: what went wrong, or what is to be done now.

import { Box, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { AlertIcon, CheckIcon, InfoIcon, KeyIcon } from "./icons.ts";

const kinds = {
  trouble: { role: "alert", className: "notice notice-bad", Icon: AlertIcon },
  hint: { role: "status", className: "notice notice-hint", Icon: InfoIcon },
  done: { role: "status", className: "notice notice-good", Icon: CheckIcon },
  key: { role: "status", className: "notice notice-good", Icon: KeyIcon },
};

export function Notice({ kind, children }: { kind: keyof typeof kinds; children: ReactNode }) {
  const { role, className, Icon } = kinds[kind];
  return (
    <Group role={role} className={className} p="sm" my="xs" gap="sm" wrap="nowrap" align="start">
      <Icon size={20} aria-hidden className="notice-icon" />
      <Box flex={1} miw={0}>
        {children}
      </Box>
    </Group>
  );
}
