// The last step: becoming a member, by a press of the button or right after signing in.

import { Button, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import type { User } from "#api/contract/accounts.ts";
import type { ShownInvitation } from "#api/contract/sites.ts";
import { post } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { sitesQuery } from "../../queries.ts";
import { chosenSiteKey } from "../../session.tsx";
import { FrontPage } from "../welcome/FrontPage.tsx";
import { forgetToken } from "./token.ts";
import { describeInvitation } from "./words.ts";

interface JoinProps {
  token: string;
  invitation: ShownInvitation;
  user: User;
  joinsByItself: boolean;
}

export function Join({ token, invitation, user, joinsByItself }: JoinProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [, chooseSite] = useLocalStorage({ key: chosenSiteKey(user.id) });
  const { mutate, isIdle, isPending, isSuccess, error } = useMutation({
    mutationFn: () => post<{ siteId: string }>("/invitations/accept", { body: { token } }),
    onSuccess: async ({ siteId }) => {
      forgetToken();
      chooseSite(siteId);
      await queryClient.query({ ...sitesQuery, staleTime: 0 });
      await navigate({ to: "/sites/$siteId", params: { siteId }, replace: true });
    },
  });
  useEffect(() => {
    if (joinsByItself && isIdle) mutate();
  }, [joinsByItself, isIdle, mutate]);
  return (
    <FrontPage title={`Join ${invitation.siteName}`} lead={describeInvitation(invitation)}>
      <Text size="sm" mb="md" className="as-written">
        You are signed in as {user.email}.
      </Text>
      <Trouble error={error} />
      <Button fullWidth loading={isPending || isSuccess} onClick={() => mutate()}>
        Join
      </Button>
    </FrontPage>
  );
}
