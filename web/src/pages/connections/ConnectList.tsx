// The platforms, each with the form that connects an account of it.

import { Accordion, Group, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Connection, Platform } from "#api/contract/connections.ts";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { ConnectForm } from "./ConnectForm.tsx";

interface ConnectListProps {
  platforms: readonly Platform[];
  /** Of the heading above. */
  headingOrder: 2 | 3;
  /** The id of the platform whose form is shown. */
  open: string | null;
  /** The connection that is to be made again, by the way it was made. */
  wanted: Connection | undefined;
  onOpen(id: string | null): void;
  /** How often a form was opened from elsewhere on the page. */
  timesAsked: number;
}

export function ConnectList({
  platforms,
  headingOrder,
  open,
  wanted,
  onOpen,
  timesAsked,
}: ConnectListProps) {
  return (
    <Accordion
      variant="separated"
      value={open}
      onChange={onOpen}
      order={headingOrder === 2 ? 3 : 4}
    >
      {platforms.map((platform) => (
        <ConnectItem
          key={platform.id}
          platform={platform}
          isOpen={open === platform.id}
          preferred={wanted?.platform === platform.id ? wanted.auth : undefined}
          timesAsked={timesAsked}
          onClose={() => onOpen(null)}
        />
      ))}
    </Accordion>
  );
}

interface ConnectItemProps {
  platform: Platform;
  isOpen: boolean;
  preferred: string | undefined;
  timesAsked: number;
  onClose(): void;
}

function ConnectItem({ platform, isOpen, preferred, timesAsked, onClose }: ConnectItemProps) {
  const control = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOpen && timesAsked > 0) control.current?.focus();
  }, [isOpen, timesAsked]);
  function leave() {
    // The form is about to go, and the focus in it.
    control.current?.focus();
    onClose();
  }
  return (
    <Accordion.Item value={platform.id} className="sheet">
      <Accordion.Control ref={control}>
        <Group gap="sm" wrap="nowrap">
          <PlatformIcon svg={platform.iconSvg} sizePx={24} />
          <Text fw={500}>{platform.name}</Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {isOpen && (
          <ConnectForm
            key={`${preferred}/${timesAsked}`}
            {...{ platform, preferred }}
            onConnected={leave}
          />
        )}
      </Accordion.Panel>
    </Accordion.Item>
  );
}
