// The user's e-mail address: whether it is confirmed, and how it becomes another one.

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postAuth } from "../../api.ts";
import { CheckIcon, ClockIcon } from "../../parts/icons.ts";
import { Notice } from "../../parts/Notice.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { useSession } from "../../session.tsx";
import { MailPlace } from "../account/MailPlace.tsx";
import { useVerificationMail } from "../account/use-verification-mail.ts";
import { CurrentPassword, passwordProblem } from "./CurrentPassword.tsx";
import { methodsQuery, passwordId } from "./queries.ts";
import { Section } from "./Section.tsx";
import { Unfolding } from "./Unfolding.tsx";

export function EmailSection() {
  const { user } = useSession();
  const [announced, setAnnounced] = useState<string>();
  return (
    <Section title="E-mail address" lead="You sign in with it, and hear from us by it.">
      <Group gap="xs" mb="sm">
        <Text fw={500} className="as-written">
          {user.email}
        </Text>
        <Confirmed isConfirmed={user.emailVerified} />
      </Group>
      {!user.emailVerified && <SendAgain />}
      {announced !== undefined && announced !== user.email && (
        <Notice kind="done">
          <Text size="sm">
            To make <strong className="as-written">{announced}</strong> your address, follow the
            link <MailPlace />. It works only where you are signed in. Until you follow it, the old
            one stays.
          </Text>
        </Notice>
      )}
      <Unfolding label="Change the address">
        {(close) => (
          <NewAddress
            onClose={close}
            onSent={(address) => {
              setAnnounced(address);
              close();
            }}
          />
        )}
      </Unfolding>
    </Section>
  );
}

function Confirmed({ isConfirmed }: { isConfirmed: boolean }) {
  const Icon = isConfirmed ? CheckIcon : ClockIcon;
  return (
    <Group
      gap={4}
      wrap="nowrap"
      c={isConfirmed ? "var(--broadside-good)" : "var(--broadside-warn)"}
    >
      <Icon size={18} aria-hidden />
      <Text size="sm">{isConfirmed ? "Confirmed" : "Not confirmed yet"}</Text>
    </Group>
  );
}

function SendAgain() {
  const sending = useVerificationMail();
  return (
    <Notice kind="hint">
      <Text size="sm">
        To show that it is yours, follow the link <MailPlace />.
      </Text>
      <Button
        size="xs"
        variant="default"
        mt="xs"
        loading={sending.isPending}
        onClick={() => sending.mutate()}
      >
        {sending.isSuccess ? "Sent again" : "Send it again"}
      </Button>
      <Trouble error={sending.error} />
    </Notice>
  );
}

function NewAddress({ onClose, onSent }: { onClose(): void; onSent(address: string): void }) {
  const { user } = useSession();
  const { data: methods } = useQuery(methodsQuery);
  const hasPassword = methods?.some(({ providerId }) => providerId === passwordId) ?? false;
  const [address, setAddress] = useState("");
  const [password, setPassword] = useState("");
  // As the server keeps it.
  const newEmail = address.trim().toLowerCase();
  const isSame = newEmail === user.email;
  const change = useMutation({
    mutationFn: () => postAuth("/change-email", { newEmail, ...(hasPassword && { password }) }),
    onSuccess: () => onSent(newEmail),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame) change.mutate();
      }}
    >
      <Stack gap="sm" maw={400}>
        <TextInput
          label="New address"
          type="email"
          autoComplete="email"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          error={isSame ? "This is your address already." : undefined}
          required
          autoFocus
        />
        {hasPassword && (
          <CurrentPassword value={password} onChange={setPassword} error={change.error} />
        )}
        {passwordProblem(change.error) === undefined && <Trouble error={change.error} />}
        <Group gap="xs">
          <Button type="submit" loading={change.isPending}>
            Send the link
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
