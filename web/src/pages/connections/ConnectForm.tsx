// How an account of a platform is connected: its ways, and the form of the one that is chosen.

import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Platform } from "#api/contract/connections.ts";
import { Markdown } from "../../parts/Markdown.tsx";
import { EnterForm } from "./EnterForm.tsx";
import { LeaveForm } from "./LeaveForm.tsx";

interface ConnectFormProps {
  platform: Platform;
  /** The way that is shown first; else the best one that is ready. */
  preferred?: string | undefined;
  onConnected(): void;
}

export function ConnectForm({ platform, preferred, onConnected }: ConnectFormProps) {
  const { auth: ways, name, setupMarkdown } = platform;
  const best = ways.find(({ isReady }) => isReady) ?? ways[0];
  const [chosen, setChosen] = useState(preferred ?? best?.id);
  const way = ways.find(({ id }) => id === chosen) ?? best;
  if (way === undefined) return null;
  const Form = way.kind === "oauth2" ? LeaveForm : EnterForm;
  return (
    <Stack>
      {ways.length > 1 && (
        <SegmentedControl
          aria-label={`How to connect ${name}`}
          data={ways.map(({ id, label }) => ({ value: id, label }))}
          value={way.id}
          onChange={setChosen}
          w="fit-content"
        />
      )}
      <Text size="sm">{way.permits}</Text>
      <Form key={way.id} platform={platform} way={way} onConnected={onConnected} />
      <details className="setup">
        <summary>How to set this up</summary>
        <Markdown text={setupMarkdown} />
      </details>
    </Stack>
  );
}
