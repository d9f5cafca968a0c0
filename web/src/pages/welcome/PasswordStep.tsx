// The first question of signing in, and the ways around it.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PageLink } from "../../parts/links.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { welcomeQuery } from "../../queries.ts";
import { ReturnNotice } from "../account/ReturnNotice.tsx";
import { VerifiedNotice } from "../account/VerifiedNotice.tsx";
import { FrontPage } from "./FrontPage.tsx";
import { ProviderButtons } from "./ProviderButtons.tsx";
import { useEnter } from "./use-enter.ts";

interface PasswordStepProps {
  email: string;
  onEmail(email: string): void;
  reason: Error | null;
  onCodeNeeded(): void;
}

export function PasswordStep({ email, onEmail, reason, onCodeNeeded }: PasswordStepProps) {
  const signIn = useEnter({ path: "/sign-in/email", onCodeNeeded });
  return (
    <FrontPage
      title="Sign in"
      lead="Write once, and it is live wherever you are read."
      foot={<NewHere />}
    >
      <VerifiedNotice />
      <ReturnNotice />
      <form onSubmit={signIn.onSubmit}>
        <Stack>
          <TextInput
            name="email"
            label="E-mail"
            type="email"
            autoComplete="username"
            value={email}
            onChange={(event) => onEmail(event.currentTarget.value)}
            required
            autoFocus={email === ""}
          />
          <PasswordInput
            name="password"
            label="Password"
            autoComplete="current-password"
            required
            autoFocus={email !== ""}
          />
          <Trouble error={signIn.error ?? (signIn.isPending ? null : reason)} />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
          <PageLink to="/forgot-password" state={{ email }} size="sm" ta="center">
            Forgot your password?
          </PageLink>
        </Stack>
      </form>
      <ProviderButtons />
    </FrontPage>
  );
}

function NewHere() {
  const welcome = useQuery(welcomeQuery);
  switch (welcome.data?.signUp) {
    case "open":
      return (
        <>
          New here? <PageLink to="/sign-up">Create an account</PageLink>
        </>
      );
    case "invite":
      return "New here? Accounts are by invitation: follow the link in yours.";
    case "closed":
    case undefined:
      return undefined;
  }
}
