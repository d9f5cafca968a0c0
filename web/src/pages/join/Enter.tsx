// Somebody who was invited signs in, or creates the account: the address is the invitation's.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SyntheticEvent } from "react";
import type { ShownInvitation } from "#api/contract/sites.ts";
import { codeError, postAuth } from "../../api.ts";
import { PageLink } from "../../parts/links.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { minPasswordLength } from "../../password.ts";
import { CodeStep } from "../welcome/CodeStep.tsx";
import { FrontPage } from "../welcome/FrontPage.tsx";
import { ProviderButtons } from "../welcome/ProviderButtons.tsx";
import { describeInvitation } from "./words.ts";

interface EnterProps {
  token: string;
  invitation: ShownInvitation;
  /** Said before the person is let in, to who asks for it only. */
  onEnter(): void;
}

interface Answer {
  twoFactorRedirect?: boolean;
}

export function Enter({ token, invitation, onEnter }: EnterProps) {
  const { siteName, email, hasAccount } = invitation;
  const queryClient = useQueryClient();
  const [asksForCode, setAsksForCode] = useState(false);
  /** Why the password is asked for again. */
  const [reason, setReason] = useState<Error | null>(null);
  const entering = useMutation({
    mutationFn: (fields: object) =>
      hasAccount
        ? postAuth<Answer>("/sign-in/email", { ...fields, email })
        : postAuth<Answer>(
            "/sign-up/email",
            { ...fields, email },
            { "x-broadside-invitation": token },
          ),
    onSuccess: async ({ twoFactorRedirect }) => {
      onEnter();
      if (twoFactorRedirect === true) setAsksForCode(true);
      else await queryClient.resetQueries();
    },
  });
  function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    setReason(null);
    entering.mutate(Object.fromEntries(new FormData(event.currentTarget)));
  }
  function startAgain(cause: Error | null) {
    setReason(cause);
    setAsksForCode(false);
  }
  if (asksForCode) return <CodeStep onStartAgain={startAgain} />;
  return (
    <FrontPage title={`Join ${siteName}`} lead={describeInvitation(invitation)}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="E-mail"
            description="The address that was invited"
            type="email"
            value={email}
            autoComplete="username"
            readOnly
            variant="filled"
          />
          <EnterFields hasAccount={hasAccount} error={entering.error} />
          <Trouble error={shownApart(entering.error) ?? reason} />
          <Button type="submit" loading={entering.isPending}>
            {hasAccount ? "Sign in and join" : "Create account and join"}
          </Button>
          {hasAccount && (
            <PageLink to="/forgot-password" state={{ email }} size="sm" ta="center">
              Forgot your password?
            </PageLink>
          )}
        </Stack>
      </form>
      <ProviderButtons />
    </FrontPage>
  );
}

const passwordCodes = ["PASSWORD_TOO_SHORT", "PASSWORD_TOO_LONG"];

function EnterFields({ hasAccount, error }: { hasAccount: boolean; error: Error | null }) {
  if (hasAccount) {
    return (
      <PasswordInput
        name="password"
        label="Password"
        autoComplete="current-password"
        required
        autoFocus
      />
    );
  }
  return (
    <>
      <TextInput
        name="name"
        label="Your name"
        autoComplete="name"
        maxLength={200}
        required
        autoFocus
      />
      <PasswordInput
        name="password"
        label="Password"
        description={`At least ${minPasswordLength} characters`}
        autoComplete="new-password"
        minLength={minPasswordLength}
        error={codeError(error, ...passwordCodes)}
        required
      />
    </>
  );
}

function shownApart(error: Error | null): Error | null {
  return codeError(error, ...passwordCodes) === undefined ? error : null;
}
