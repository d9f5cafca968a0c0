// Asks for the password before something that only the account's owner may do.

import { Button, Group, Stack } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { Trouble } from "../../parts/Trouble.tsx";
import { CurrentPassword, passwordProblem } from "./CurrentPassword.tsx";

interface PasswordFormProps {
  /** The word on the button. */
  label: string;
  /** What is done with the password. */
  action: Pick<UseMutationResult<unknown, Error, string>, "mutate" | "isPending" | "error">;
  onClose(): void;
}

export function PasswordForm({ label, action, onClose }: PasswordFormProps) {
  const { mutate, isPending, error } = action;
  const [password, setPassword] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate(password);
      }}
    >
      <Stack gap="sm" maw={400}>
        <CurrentPassword value={password} onChange={setPassword} error={error} isFirst />
        {passwordProblem(error) === undefined && <Trouble error={error} />}
        <Group gap="xs">
          <Button type="submit" loading={isPending}>
            {label}
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
