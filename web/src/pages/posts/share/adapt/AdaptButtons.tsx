// A caption by a model for one connection.

import { Button, Group } from "@mantine/core";
import { AdaptIcon, GenerateIcon } from "../../../../parts/icons.ts";
import type { Mode } from "./proposals.ts";

interface AdaptButtonsProps {
  /** Of the connection. */
  name: string;
  /** Whether there is a post to generate from. */
  canGenerate: boolean;
  isBusy: boolean;
  onStart(mode: Mode): void;
}

export function AdaptButtons({ name, canGenerate, isBusy, onStart }: AdaptButtonsProps) {
  const button = { size: "compact-sm", variant: "default", disabled: isBusy } as const;
  return (
    <Group gap="xs" mb="xs">
      {canGenerate && (
        <Button
          {...button}
          leftSection={<GenerateIcon size={14} stroke={1.6} aria-hidden />}
          aria-label={`Generate for ${name}`}
          onClick={() => onStart("generate")}
        >
          Generate
        </Button>
      )}
      <Button
        {...button}
        leftSection={<AdaptIcon size={14} stroke={1.6} aria-hidden />}
        aria-label={`AI Adapt for ${name}`}
        onClick={() => onStart("adapt")}
      >
        AI Adapt
      </Button>
    </Group>
  );
}
