// The field for the password that the account has, before something that only its owner may do.

import { PasswordInput } from "@mantine/core";
import { codeError } from "../../api.ts";
import { AccountName } from "./AccountName.tsx";

interface CurrentPasswordProps {
  label?: string;
  value: string;
  onChange(value: string): void;
  /** Of the request that took it. */
  error: Error | null;
  /** Where the form or its dialog begins. */
  isFirst?: boolean;
}

export function CurrentPassword(props: CurrentPasswordProps) {
  const { label = "Your password", value, onChange, error, isFirst = false } = props;
  return (
    <>
      <AccountName />
      <PasswordInput
        label={label}
        autoComplete="current-password"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={passwordProblem(error)}
        required
        autoFocus={isFirst}
        data-autofocus={isFirst || undefined}
      />
    </>
  );
}

/** What is said at the field, and nowhere else. */
export function passwordProblem(error: Error | null): string | undefined {
  return codeError(error, "INVALID_PASSWORD");
}
