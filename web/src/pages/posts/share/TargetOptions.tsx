// What the platform lets one choose for a post: who sees it, who may reply and the like.

import { Checkbox, NativeSelect, Stack, TextInput } from "@mantine/core";
import type { Platform } from "#api/contract/connections.ts";
import type { Target } from "#api/contract/runs.ts";
import { usePlatform } from "../../../use-platforms.ts";
import type { ShareDestination } from "./destinations.ts";

/** By name; what is not among them has the platform's default. */
export type Options = NonNullable<Target["options"]>;

interface TargetOptionsProps {
  destination: ShareDestination;
  values: Options;
  onChange(values: Options): void;
  isLocked: boolean;
}

export function TargetOptions({ destination, values, onChange, isLocked }: TargetOptionsProps) {
  const platform = usePlatform(destination.platform);
  if (platform === undefined || platform.options.length === 0) return null;
  return (
    <details className="sent">
      <summary>Options at {platform.name}</summary>
      <Stack gap="xs" my={4}>
        {platform.options.map((option) => (
          <OptionInput
            key={option.name}
            {...{ option, isLocked, value: values[option.name] ?? option.default }}
            onChange={(value) => onChange({ ...values, [option.name]: value })}
          />
        ))}
      </Stack>
    </details>
  );
}

interface OptionInputProps {
  option: Platform["options"][number];
  value: boolean | string;
  onChange(value: boolean | string): void;
  isLocked: boolean;
}

function OptionInput({ option, value, onChange, isLocked }: OptionInputProps) {
  const common = { label: option.label, disabled: isLocked };
  switch (option.kind) {
    case "switch":
      return (
        <Checkbox
          {...common}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <NativeSelect
          {...common}
          data={option.choices}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "text":
      return (
        <TextInput
          {...common}
          value={String(value)}
          maxLength={option.maxLength}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
