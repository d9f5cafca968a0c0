// One member: their place, who they are, and what they are here.

import { Badge, Box, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Member } from "#api/contract/sites.ts";
import { useSession } from "../../session.tsx";
import { RoleBadge } from "./RoleBadge.tsx";
import classes from "./sites.module.css";

interface MemberRowProps {
  member: Member;
  /** Counted from 1. */
  place: number;
  /** Instead of what the member is, in words: what changes it. */
  children?: ReactNode;
}

export function MemberRow({ member, place, children }: MemberRowProps) {
  const { user } = useSession();
  const { userId, name, email, role, isBiller, isDefaultUser } = member;
  return (
    <Box component="li" p="md">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Text className={classes["place"] ?? ""} aria-hidden c="dimmed">
          {place}
        </Text>
        <Box flex={1} miw={0}>
          <Group gap="xs" justify="space-between">
            <Box miw={0} maw="100%">
              <Text fw={500} truncate>
                {name}
                {userId === user.id && " (you)"}
              </Text>
              <Text size="sm" c="dimmed" truncate title={email}>
                {email}
              </Text>
            </Box>
            <Group gap="xs">
              {isDefaultUser && <Badge flex="none">Default user</Badge>}
              {children === undefined && isBiller && (
                <Badge variant="default" flex="none">
                  Biller
                </Badge>
              )}
              {children === undefined && <RoleBadge role={role} />}
            </Group>
          </Group>
          {children}
        </Box>
      </Group>
    </Box>
  );
}
