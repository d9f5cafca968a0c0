// Before a post is published: the switch, and the line that says where it will go.

import { Box, Switch } from "@mantine/core";
import type { Autopost } from "#api/contract/sites.ts";
import type { ChangeDraft, Draft } from "./draft.ts";
import classes from "./editor.module.css";
import { SaveLine } from "./SaveLine.tsx";

interface AutopostPartProps {
  draft: Draft;
  change: ChangeDraft;
  isLocked: boolean;
  isScheduled: boolean;
  autopost: Autopost | undefined;
  error: Error | null;
}

export function AutopostPart(props: AutopostPartProps) {
  const { draft, change, isLocked, isScheduled, autopost, error } = props;
  return (
    <>
      <Switch
        label="Auto-post"
        checked={draft.autopost}
        onChange={(event) => change({ autopost: event.currentTarget.checked })}
        disabled={isLocked}
        mb="xs"
      />
      <Box className={classes["line"] ?? ""}>
        <SaveLine
          autopost={autopost}
          error={error}
          isOn={draft.autopost}
          isScheduled={isScheduled}
          needsPage={draft.url.trim() === "" && draft.title.trim() !== ""}
        />
      </Box>
    </>
  );
}
