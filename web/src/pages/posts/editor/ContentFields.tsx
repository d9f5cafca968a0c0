// What the post says.

import { Stack, Textarea, TextInput } from "@mantine/core";
import classes from "./editor.module.css";
import type { FieldsProps } from "./fields.ts";
import { contentError } from "./fields.ts";

export function ContentFields({ draft, change, isLocked, error }: FieldsProps) {
  return (
    <Stack>
      <TextInput
        label="Title"
        placeholder="Without one it is a note, posted whole"
        value={draft.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
        error={contentError(error, "title")}
        maxLength={300}
        readOnly={isLocked}
        classNames={{ input: classes["title"] ?? "" }}
      />
      <Textarea
        label="Text"
        placeholder="Markdown: **bold**, _italic_, [a link](https://example.org)"
        value={draft.body}
        onChange={(event) => change({ body: event.currentTarget.value })}
        error={contentError(error, "body")}
        readOnly={isLocked}
        autosize
        minRows={8}
        maxRows={30}
      />
    </Stack>
  );
}
