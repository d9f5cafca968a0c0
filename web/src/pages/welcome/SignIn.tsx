// Every later visit.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { Trouble } from "../../parts/Trouble.tsx";
import { FrontPage } from "./FrontPage.tsx";
import { useEnter } from "./use-enter.ts";

export function SignIn() {
  const signIn = useEnter("/sign-in/email");
  return (
    <FrontPage title="Sign in" lead="Write once, and it is live wherever you are read.">
      <form onSubmit={signIn.onSubmit}>
        <Stack>
          <TextInput
            name="email"
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            autoFocus
          />
          <PasswordInput
            name="password"
            label="Password"
            autoComplete="current-password"
            required
          />
          <Trouble error={signIn.error} />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
