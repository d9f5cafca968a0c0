// The user's password: another one, or a first one.

import { Button, Checkbox, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeError, postAuth } from "../../api.ts";
import { Notice } from "../../parts/Notice.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { minPasswordLength } from "../../password.ts";
import { useSession } from "../../session.tsx";
import { MailPlace } from "../account/MailPlace.tsx";
import { CurrentPassword, passwordProblem } from "./CurrentPassword.tsx";
import { sessionsQuery } from "./queries.ts";
import { Section } from "./Section.tsx";
import { Unfolding } from "./Unfolding.tsx";

export function PasswordSection({ hasPassword }: { hasPassword: boolean }) {
  return hasPassword ? <ChangePassword /> : <FirstPassword />;
}

function ChangePassword() {
  const [isChanged, setIsChanged] = useState(false);
  return (
    <Section title="Password">
      {isChanged && (
        <Notice kind="done">
          <Text size="sm">Your password is changed.</Text>
        </Notice>
      )}
      <Unfolding label="Change the password">
        {(close) => (
          <ChangeForm
            onClose={close}
            onChanged={() => {
              setIsChanged(true);
              close();
            }}
          />
        )}
      </Unfolding>
    </Section>
  );
}

function ChangeForm({ onClose, onChanged }: { onClose(): void; onChanged(): void }) {
  const queryClient = useQueryClient();
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const [revokeOtherSessions, setRevoke] = useState(true);
  const change = useMutation({
    mutationFn: () =>
      postAuth("/change-password", { currentPassword, newPassword, revokeOtherSessions }),
    onSuccess: async () => {
      onChanged();
      await queryClient.invalidateQueries(sessionsQuery);
    },
  });
  const currentProblem = passwordProblem(change.error);
  const newProblem = codeError(change.error, "PASSWORD_TOO_SHORT", "PASSWORD_TOO_LONG");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Stack gap="sm" maw={400}>
        <CurrentPassword
          label="Current password"
          value={currentPassword}
          onChange={setCurrent}
          error={change.error}
          isFirst
        />
        <PasswordInput
          label="New password"
          description={`At least ${minPasswordLength} characters`}
          autoComplete="new-password"
          minLength={minPasswordLength}
          value={newPassword}
          onChange={(event) => setNew(event.currentTarget.value)}
          error={newProblem}
          required
        />
        <Checkbox
          label="Sign out everywhere else"
          checked={revokeOtherSessions}
          onChange={(event) => setRevoke(event.currentTarget.checked)}
        />
        {currentProblem === undefined && newProblem === undefined && (
          <Trouble error={change.error} />
        )}
        <Group gap="xs">
          <Button type="submit" loading={change.isPending}>
            Change the password
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Who signs in by a provider sets one by the link that others get who have forgotten theirs. */
function FirstPassword() {
  const { user } = useSession();
  const asking = useMutation({
    mutationFn: () => postAuth("/request-password-reset", { email: user.email }),
  });
  return (
    <Section
      title="Password"
      lead="Your account has none: you sign in with an account elsewhere. With a password you can sign in without it, too."
    >
      {asking.isSuccess && (
        <Notice kind="done">
          <Text size="sm">
            To set one, follow the link <MailPlace />. The link works for an hour, and setting a
            password signs you out everywhere.
          </Text>
        </Notice>
      )}
      <Trouble error={asking.error} />
      <Button variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
        {asking.isSuccess ? "Send it again" : "Send me a link to set one"}
      </Button>
    </Section>
  );
}
