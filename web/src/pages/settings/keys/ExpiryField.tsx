// Chooses until when a key is good.

import { Group, NativeSelect, TextInput } from "@mantine/core";
import { expiries, today } from "./expiry.ts";
import type { ExpiryChoice } from "./expiry.ts";

interface ExpiryFieldProps {
  choice: ExpiryChoice;
  onChange(choice: ExpiryChoice): void;
  error: string | undefined;
}

export function ExpiryField({ choice, onChange, error }: ExpiryFieldProps) {
  const isDay = choice.after === "day";
  return (
    <Group align="flex-start">
      <NativeSelect
        label="Expires"
        data={expiries}
        value={choice.after}
        onChange={(event) => onChange({ ...choice, after: event.currentTarget.value })}
        error={isDay ? undefined : error}
      />
      {isDay && (
        <TextInput
          label="Last day"
          type="date"
          min={today(new Date())}
          value={choice.day}
          onChange={(event) => onChange({ ...choice, day: event.currentTarget.value })}
          error={error}
          required
        />
      )}
    </Group>
  );
}
