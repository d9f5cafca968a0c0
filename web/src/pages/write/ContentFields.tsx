// What the post says.

import { Stack, Textarea, TextInput } from "@mantine/core";
import { fieldError } from "../../api.ts";
import type { ChangeDraft, Draft } from "./draft.ts";

interface ContentFieldsProps {
  draft: Draft;
  change: ChangeDraft;
  isLocked: boolean;
  error: Error | null;
}

export function ContentFields({ draft, change, isLocked, error }: ContentFieldsProps) {
  return (
    <Stack className="sheet" p="md">
      <TextInput
        label="Title"
        description="Optional. A post without one is a note: its text is posted whole."
        value={draft.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
        error={fieldError(error, "title")}
        maxLength={300}
        readOnly={isLocked}
      />
      <Textarea
        label="Text"
        description="Markdown"
        value={draft.body}
        onChange={(event) => change({ body: event.currentTarget.value })}
        error={fieldError(error, "body")}
        readOnly={isLocked}
        autosize
        minRows={6}
        maxRows={24}
      />
      <TextInput
        label="Link"
        description="Optional. The page this is about; platforms that have cards show it as one."
        placeholder="https://"
        inputMode="url"
        autoComplete="off"
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={fieldError(error, "url")}
        maxLength={2000}
        readOnly={isLocked}
      />
    </Stack>
  );
}
