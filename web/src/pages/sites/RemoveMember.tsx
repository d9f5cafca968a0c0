// Takes a member out of the site, after asking.

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Member, Site } from "#api/contract/sites.ts";
import { remove } from "../../api.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { sitesQuery } from "../../queries.ts";

export function RemoveMember({ site, member }: { site: Site; member: Member }) {
  const { userId, name, isDefaultUser } = member;
  const queryClient = useQueryClient();
  const [isAsking, ask] = useDisclosure();
  const removing = useMutation({
    mutationFn: () => remove(`/sites/${site.id}/members/${userId}`),
    onSuccess: () => queryClient.invalidateQueries(sitesQuery),
  });
  function close() {
    removing.reset();
    ask.close();
  }
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={ask.open} aria-label={`Remove ${name}`}>
        Remove
      </Button>
      <ConfirmModal
        title={`Remove ${name} from ${site.name}?`}
        confirm="Remove"
        isOpen={isAsking}
        isPending={removing.isPending}
        error={removing.error}
        onClose={close}
        onConfirm={() => removing.mutate()}
      >
        They no longer see this site. What they wrote stays.
        {isDefaultUser &&
          " Posts no longer go to their connections, but to those of the next in line."}
      </ConfirmModal>
    </>
  );
}
