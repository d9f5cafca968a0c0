// Where the link of an invitation leads: says who invites to what, has the person sign in or up, and
// makes them a member.

import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useState } from "react";
import type { User } from "#api/contract/accounts.ts";
import type { ShownInvitation } from "#api/contract/sites.ts";
import { ApiProblem, post } from "../../api.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageButton } from "../../parts/links.tsx";
import { welcomeQuery } from "../../queries.ts";
import { FrontPage } from "../welcome/FrontPage.tsx";
import { Enter } from "./Enter.tsx";
import { Join } from "./Join.tsx";
import { OtherAddress } from "./OtherAddress.tsx";
import { takeToken } from "./token.ts";

export function JoinPage() {
  const token = takeToken(useLocation().hash);
  if (token === "") {
    return (
      <NotOpen words="This link is not complete. Copy it whole from the mail, or ask for a new one." />
    );
  }
  return <Invited key={token} token={token} />;
}

function Invited({ token }: { token: string }) {
  const welcome = useQuery(welcomeQuery);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<ShownInvitation>("/invitations/look", { body: { token } }),
    // Taken in one go: what is shown stays while it is being used.
    staleTime: Infinity,
  });
  // Whoever signs in here has said that they want to join.
  const [joinsByItself, setJoinsByItself] = useState(false);
  if (invitation.error instanceof ApiProblem && invitation.error.status === 404) {
    return <NotOpen words={invitation.error.message} />;
  }
  const { data: shown } = invitation;
  if (welcome.data === undefined || shown === undefined) {
    return (
      <Box component="main" maw={480} mx="auto" p="xl">
        <Loaded query={welcome}>{() => <Loaded query={invitation}>{() => null}</Loaded>}</Loaded>
      </Box>
    );
  }
  const { user } = welcome.data;
  if (user === null) {
    return <Enter token={token} invitation={shown} onEnter={() => setJoinsByItself(true)} />;
  }
  if (!isFor(shown, user)) return <OtherAddress invitation={shown} user={user} />;
  return <Join token={token} invitation={shown} user={user} joinsByItself={joinsByItself} />;
}

function NotOpen({ words }: { words: string }) {
  return (
    <FrontPage title="This invitation is not open" lead={words}>
      <PageButton to="/" variant="default" fullWidth>
        Go to Broadside
      </PageButton>
    </FrontPage>
  );
}

function isFor({ email }: ShownInvitation, user: User): boolean {
  return user.email.toLowerCase() === email.toLowerCase();
}
