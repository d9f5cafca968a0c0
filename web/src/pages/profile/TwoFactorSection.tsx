// Two-factor sign-in: on or off, and its backup codes.

import { Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { postAuth } from "../../api.ts";
import { CheckIcon } from "../../parts/icons.ts";
import { welcomeQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { BackupCodes } from "./BackupCodes.tsx";
import { PasswordForm } from "./PasswordForm.tsx";
import { Section } from "./Section.tsx";
import { sessionsQuery } from "./queries.ts";
import { TwoFactorSetup } from "./TwoFactorSetup.tsx";
import type { Setup } from "./TwoFactorSetup.tsx";
import { Unfolding } from "./Unfolding.tsx";

const lead =
  "After your password, you are asked for a code from an app on your phone: who only knows the password stays out.";

export function TwoFactorSection({ hasPassword }: { hasPassword: boolean }) {
  const refresh = useRefresh();
  const { user } = useSession();
  const [setup, setSetup] = useState<Setup>();
  const [codes, setCodes] = useState<readonly string[]>();

  async function showCodes({ backupCodes }: Setup) {
    setCodes(backupCodes);
    setSetup(undefined);
    await refresh();
  }
  function content() {
    if (codes !== undefined) {
      return <BackupCodes codes={codes} onDone={() => setCodes(undefined)} />;
    }
    if (setup !== undefined) {
      const cancel = () => setSetup(undefined);
      return <TwoFactorSetup setup={setup} onOn={() => void showCodes(setup)} onClose={cancel} />;
    }
    if (user.twoFactorEnabled) return <Changes onCodes={setCodes} />;
    return hasPassword ? <TurnOn onSetup={setSetup} /> : <NeedsPassword />;
  }
  return (
    <Section title="Two-factor sign-in" lead={lead}>
      {user.twoFactorEnabled && <IsOn />}
      {content()}
    </Section>
  );
}

function IsOn() {
  return (
    <Group gap={4} c="var(--broadside-good)" mb="sm">
      <CheckIcon size={18} aria-hidden />
      <Text size="sm">It is on.</Text>
    </Group>
  );
}

function NeedsPassword() {
  return (
    <Text size="sm">
      It goes with a password, and your account has none. The account that you sign in with may
      offer the same.
    </Text>
  );
}

function TurnOn({ onSetup }: { onSetup(setup: Setup): void }) {
  const begin = useMutation({
    mutationFn: (password: string) => postAuth<Setup>("/two-factor/enable", { password }),
    onSuccess: onSetup,
  });
  return (
    <Unfolding label="Turn on">
      {(close) => <PasswordForm label="Continue" action={begin} onClose={close} />}
    </Unfolding>
  );
}

function Changes({ onCodes }: { onCodes(codes: readonly string[]): void }) {
  return (
    <Group gap="xs" align="flex-start">
      <Unfolding label="New backup codes">
        {(close) => <NewCodes onCodes={onCodes} onClose={close} />}
      </Unfolding>
      <Unfolding label="Turn off">{(close) => <TurnOff onClose={close} />}</Unfolding>
    </Group>
  );
}

interface NewCodesProps {
  onCodes(codes: readonly string[]): void;
  onClose(): void;
}

function NewCodes({ onCodes, onClose }: NewCodesProps) {
  const make = useMutation({
    mutationFn: (password: string) =>
      postAuth<{ backupCodes: string[] }>("/two-factor/generate-backup-codes", { password }),
    onSuccess: ({ backupCodes }) => onCodes(backupCodes),
  });
  return <PasswordForm label="Make new codes" action={make} onClose={onClose} />;
}

function TurnOff({ onClose }: { onClose(): void }) {
  const refresh = useRefresh();
  const turnOff = useMutation({
    mutationFn: (password: string) => postAuth("/two-factor/disable", { password }),
    onSuccess: refresh,
  });
  return <PasswordForm label="Turn off" action={turnOff} onClose={onClose} />;
}

/** With two-factor sign-in, the session changes, too. */
function useRefresh() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries(welcomeQuery),
      queryClient.invalidateQueries(sessionsQuery),
    ]);
}
