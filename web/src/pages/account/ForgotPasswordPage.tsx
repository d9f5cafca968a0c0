// For who has forgotten their password: a mail with a link to a new one.

import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { postAuth } from "../../api.ts";
import { PageLink } from "../../parts/links.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { FrontPage } from "../welcome/FrontPage.tsx";
import { MailPlace } from "./MailPlace.tsx";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What was entered on the page before. */
    email?: string;
  }
}

export function ForgotPasswordPage() {
  const { state } = useLocation();
  const [email, setEmail] = useState(state.email ?? "");
  const asking = useMutation({
    mutationFn: (address: string) => postAuth("/request-password-reset", { email: address }),
  });
  return (
    <FrontPage
      title="Forgot your password?"
      lead="Enter your e-mail address, and we send you a link to choose a new one."
      foot={<PageLink to="/sign-in">Back to sign in</PageLink>}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          asking.mutate(email);
        }}
      >
        <Stack>
          <TextInput
            name="email"
            label="E-mail"
            type="email"
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            required
            autoFocus
          />
          <Trouble error={asking.error} />
          {asking.isSuccess && (
            <Notice kind="done">
              <Text size="sm">
                If there is an account with the address{" "}
                <strong className="as-written">{asking.variables}</strong>, there is a new link{" "}
                <MailPlace />. The link works for an hour.
              </Text>
            </Notice>
          )}
          <Button type="submit" loading={asking.isPending}>
            {asking.isSuccess ? "Send it again" : "Send the link"}
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
