// The way out of a site for its members.

import { Box, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Site } from "#api/contract/sites.ts";
import { remove } from "../../api.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { sitesQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";

export function LeaveSite({ site }: { site: Site }) {
  const { user } = useSession();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, ask] = useDisclosure();
  const leaving = useMutation({
    mutationFn: () => remove(`/sites/${site.id}/members/${user.id}`),
    onSuccess: async () => {
      await navigate({ to: "/sites", ignoreBlocker: true });
      await queryClient.invalidateQueries(sitesQuery);
    },
  });
  function close() {
    leaving.reset();
    ask.close();
  }
  return (
    <Box mt="sm">
      <Button variant="default" size="compact-sm" onClick={ask.open}>
        Leave this site
      </Button>
      <ConfirmModal
        title={`Leave ${site.name}?`}
        confirm="Leave"
        isOpen={isAsking}
        isPending={leaving.isPending}
        error={leaving.error}
        onClose={close}
        onConfirm={() => leaving.mutate()}
      >
        You no longer see this site, and its posts no longer go to your connections. What you wrote
        stays. To come back, you need an invitation.
      </ConfirmModal>
    </Box>
  );
}
