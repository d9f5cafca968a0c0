// Creating an account by one's own choice, where the operator lets everybody in.

import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageButton } from "../../parts/links.tsx";
import { welcomeQuery } from "../../queries.ts";
import { FrontPage } from "../welcome/FrontPage.tsx";
import { SignUp } from "../welcome/SignUp.tsx";

const refusals = {
  invite: {
    title: "Accounts are by invitation",
    lead: "Follow the link in your invitation: it leads to the page where you create your account. If you have none, ask somebody who publishes here.",
  },
  closed: {
    title: "This server takes nobody new",
    lead: "If you need an account here, ask whoever runs the server.",
  },
};

export function SignUpPage() {
  const welcome = useQuery(welcomeQuery);
  if (welcome.data === undefined) {
    return (
      <Box component="main" maw={480} mx="auto" p="xl">
        <Loaded query={welcome}>{() => null}</Loaded>
      </Box>
    );
  }
  const { user, hasUsers, signUp } = welcome.data;
  if (user !== null) return <Navigate to="/" replace />;
  if (!hasUsers || signUp === "open") return <SignUp />;
  return (
    <FrontPage {...refusals[signUp]}>
      <PageButton to="/sign-in" fullWidth>
        Sign in
      </PageButton>
    </FrontPage>
  );
}
