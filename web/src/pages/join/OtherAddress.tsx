// The invitation is for somebody else than who is signed in.

import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { User } from "#api/contract/accounts.ts";
import type { ShownInvitation } from "#api/contract/sites.ts";
import { postAuth } from "../../api.ts";
import { PageButton } from "../../parts/links.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { FrontPage } from "../welcome/FrontPage.tsx";

interface OtherAddressProps {
  invitation: ShownInvitation;
  user: User;
}

export function OtherAddress({ invitation: { siteName, email }, user }: OtherAddressProps) {
  const queryClient = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => postAuth("/sign-out", {}),
    onSuccess: () => queryClient.resetQueries(),
  });
  return (
    <FrontPage
      title={`Join ${siteName}`}
      lead={`This invitation is for ${email}, and you are signed in as ${user.email}. Sign out to go on as ${email}, or ask for an invitation to your own address.`}
    >
      <Stack gap="xs">
        <Trouble error={signOut.error} />
        <Button loading={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out and go on
        </Button>
        <PageButton to="/" variant="default">
          Stay signed in
        </PageButton>
      </Stack>
    </FrontPage>
  );
}
