// What the post says.

import { Stack, Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import type { KeyboardEvent } from "react";
import classes from "./editor.module.css";
import type { FieldsProps } from "./fields.ts";
import { contentError } from "./fields.ts";

export function ContentFields({ draft, change, isLocked, error }: FieldsProps) {
  const text = useRef<HTMLTextAreaElement>(null);

  function goOn(event: KeyboardEvent) {
    // The Enter that ends the choice of a character does not end the title.
    const isPlain = !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing;
    if (event.key !== "Enter" || !isPlain) return;
    event.preventDefault();
    text.current?.focus();
  }

  return (
    <Stack>
      <TextInput
        label="Title"
        placeholder="Without one it is a note, posted whole"
        value={draft.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
        onKeyDown={goOn}
        error={contentError(error, "title")}
        maxLength={300}
        readOnly={isLocked}
        classNames={{ input: classes["title"] ?? "" }}
      />
      <Textarea
        ref={text}
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
