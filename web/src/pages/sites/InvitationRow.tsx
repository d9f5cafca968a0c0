// One open invitation.

import { Box, Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Invitation } from "#api/contract/sites.ts";
import { remove } from "../../api.ts";
import { Instant } from "../../parts/Instant.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { invitationsQuery } from "../../queries.ts";
import type { Inviting } from "./use-invite.ts";

interface InvitationRowProps {
  siteId: string;
  invitation: Invitation;
  inviting: Inviting;
}

export function InvitationRow({ siteId, invitation, inviting }: InvitationRowProps) {
  const { id, email, role, isBiller, invitedBy, expiresAt } = invitation;
  const queryClient = useQueryClient();
  const withdrawing = useMutation({
    mutationFn: () => remove(`/sites/${siteId}/invitations/${id}`),
    onSettled: () => queryClient.invalidateQueries(invitationsQuery(siteId)),
  });
  return (
    <Box component="li" p="md">
      <Group justify="space-between" gap="xs">
        <Box miw={0} maw="100%">
          <Text fw={500} truncate title={email}>
            {email}
          </Text>
          <Text size="sm" c="dimmed">
            {role === "admin" ? "Admin" : "Editor"}
            {isBiller && ", biller"} · invited{invitedBy !== null && ` by ${invitedBy}`}, open until{" "}
            <Instant at={expiresAt} />
          </Text>
        </Box>
        <Group gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            loading={inviting.isPending && inviting.variables.email === email}
            onClick={() => inviting.mutate({ email, role, isBiller })}
            aria-label={`Send again to ${email}`}
          >
            Send again
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            loading={withdrawing.isPending}
            onClick={() => withdrawing.mutate()}
            aria-label={`Take back the invitation of ${email}`}
          >
            Take back
          </Button>
        </Group>
      </Group>
      <Trouble error={withdrawing.error} />
    </Box>
  );
}
