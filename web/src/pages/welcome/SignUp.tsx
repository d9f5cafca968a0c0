// A new account: the operator's, for whoever comes first; later anybody's where the server is open.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { codeError } from "../../api.ts";
import { PageLink } from "../../parts/links.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { minPasswordLength } from "../../password.ts";
import { welcomeQuery } from "../../queries.ts";
import { FrontPage } from "./FrontPage.tsx";
import { ProviderButtons } from "./ProviderButtons.tsx";
import { useEnter } from "./use-enter.ts";

export function SignUp() {
  const isFirst = useQuery(welcomeQuery).data?.hasUsers === false;
  const signUp = useEnter({ path: "/sign-up/email" });
  const emailProblem = codeError(signUp.error, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
  const passwordProblem = codeError(signUp.error, "PASSWORD_TOO_SHORT", "PASSWORD_TOO_LONG");
  return (
    <FrontPage
      title="Create your account"
      lead={
        isFirst
          ? "You are the first one here: this account runs the server."
          : "Write once, and it is live wherever you are read."
      }
      foot={
        isFirst ? undefined : (
          <>
            You have one already? <PageLink to="/sign-in">Sign in</PageLink>
          </>
        )
      }
    >
      <form onSubmit={signUp.onSubmit}>
        <Stack>
          <TextInput
            name="name"
            label="Name"
            autoComplete="name"
            maxLength={200}
            required
            autoFocus
          />
          <TextInput
            name="email"
            label="E-mail"
            type="email"
            autoComplete="email"
            error={emailProblem}
            required
          />
          <PasswordInput
            name="password"
            label="Password"
            description={`At least ${minPasswordLength} characters`}
            autoComplete="new-password"
            minLength={minPasswordLength}
            error={passwordProblem}
            required
          />
          {emailProblem === undefined && passwordProblem === undefined && (
            <Trouble error={signUp.error} />
          )}
          <Button type="submit" loading={signUp.isPending}>
            Create account
          </Button>
        </Stack>
      </form>
      <ProviderButtons />
    </FrontPage>
  );
}
