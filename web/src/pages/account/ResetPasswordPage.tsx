// Where the link of a forgotten password's mail leads. Its token stands behind the #, which browsers
// keep to themselves.

import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { codeError, postAuth } from "../../api.ts";
import { PageButton, PageLink } from "../../parts/links.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { minPasswordLength } from "../../password.ts";
import { FrontPage } from "../welcome/FrontPage.tsx";

const title = "Choose a new password";

export function ResetPasswordPage() {
  const { hash } = useLocation();
  const token = new URLSearchParams(hash).get("token");
  const [isDone, setIsDone] = useState(false);
  const [spentToken, setSpentToken] = useState<string>();
  if (token !== null && token !== spentToken) {
    return (
      <NewPassword
        key={token}
        token={token}
        onDone={() => setIsDone(true)}
        onOver={() => setSpentToken(token)}
      />
    );
  }
  return isDone ? <Done /> : <Over />;
}

function Done() {
  return (
    <FrontPage
      title="Your new password is set"
      lead="You have been signed out everywhere. Sign in with it now."
    >
      <PageButton to="/sign-in" fullWidth ref={takeFocus}>
        Sign in
      </PageButton>
    </FrontPage>
  );
}

function Over() {
  return (
    <FrontPage title={title} lead="A link to do so works once, for an hour.">
      <Notice kind="trouble">
        <Text size="sm">This link is no longer valid, or not complete.</Text>
      </Notice>
      <PageButton to="/forgot-password" fullWidth mt="sm" ref={takeFocus}>
        Ask for a new link
      </PageButton>
    </FrontPage>
  );
}

/** The form that had it is gone. */
function takeFocus(link: HTMLAnchorElement | null) {
  link?.focus();
}

interface NewPasswordProps {
  token: string;
  onDone(): void;
  /** The link was used, or its hour has passed. */
  onOver(): void;
}

function NewPassword({ token, onDone, onOver }: NewPasswordProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [newPassword, setNewPassword] = useState("");
  const setting = useMutation({
    mutationFn: () => postAuth("/reset-password", { token, newPassword }),
    onSuccess: async () => {
      onDone();
      // The token is spent; and whoever was signed in here is not any more.
      await navigate({ to: ".", hash: "", replace: true });
      await queryClient.resetQueries();
    },
    onError: (error) => {
      if (codeError(error, "INVALID_TOKEN") !== undefined) onOver();
    },
  });
  const problem = codeError(setting.error, "PASSWORD_TOO_SHORT", "PASSWORD_TOO_LONG");
  return (
    <FrontPage
      title={title}
      lead="It replaces the old one, and everybody who is signed in to your account is signed out."
      foot={<PageLink to="/sign-in">Back to sign in</PageLink>}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setting.mutate();
        }}
      >
        <Stack>
          <PasswordInput
            name="new-password"
            label="New password"
            description={`At least ${minPasswordLength} characters`}
            autoComplete="new-password"
            minLength={minPasswordLength}
            value={newPassword}
            onChange={(event) => setNewPassword(event.currentTarget.value)}
            error={problem}
            required
            autoFocus
          />
          {problem === undefined && <Trouble error={setting.error} />}
          <Button type="submit" loading={setting.isPending}>
            Set the new password
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
