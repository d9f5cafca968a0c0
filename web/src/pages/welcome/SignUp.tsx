// The first visit: whoever comes first creates the operator's account.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { Trouble } from "../../parts/Trouble.tsx";
import { FrontPage } from "./FrontPage.tsx";
import { useEnter } from "./use-enter.ts";

/** The server's, too: it has the last word. */
const minPasswordLength = 10;

export function SignUp() {
  const signUp = useEnter("/sign-up/email");
  return (
    <FrontPage
      title="Create your account"
      lead="You are the first one here: this account runs the server."
    >
      <form onSubmit={signUp.onSubmit}>
        <Stack>
          <TextInput name="name" label="Name" autoComplete="name" required autoFocus />
          <TextInput name="email" label="E-mail" type="email" autoComplete="email" required />
          <PasswordInput
            name="password"
            label="Password"
            description={`At least ${minPasswordLength} characters`}
            autoComplete="new-password"
            minLength={minPasswordLength}
            required
          />
          <Trouble error={signUp.error} />
          <Button type="submit" loading={signUp.isPending}>
            Create account
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
