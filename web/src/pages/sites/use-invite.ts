// Sends an invitation; for an address that has one, a new one in its place.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CreatedInvitation, Invitation } from "#api/contract/sites.ts";
import { post } from "../../api.ts";
import { invitationsQuery } from "../../queries.ts";

export type Invited = Pick<Invitation, "email" | "role" | "isBiller">;
export type Inviting = ReturnType<typeof useInvite>;

export function useInvite(siteId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (invited: Invited) =>
      post<CreatedInvitation>(`/sites/${siteId}/invitations`, { body: invited }),
    onSuccess: () => queryClient.invalidateQueries(invitationsQuery(siteId)),
  });
}
