// The cover: the one image that stands for the post, on its page and on the card of its link.

import { Input, Stack } from "@mantine/core";
import type { FieldsProps } from "./fields.ts";
import { contentError } from "./fields.ts";
import { ImageButton } from "./ImageButton.tsx";
import { ImageRow } from "./ImageRow.tsx";

export function CoverField({ draft: { cover }, change, isLocked, error }: FieldsProps) {
  return (
    <Input.Wrapper
      label="Cover image"
      description="Stands over the post, and on the card that platforms make of its link."
      error={contentError(error, "image")}
      labelElement="div"
    >
      <Stack gap="sm" mt={6}>
        {cover === null ? (
          <ImageButton
            label="Cover image"
            room={1}
            isLocked={isLocked}
            onStored={(mediaId) => change({ cover: { mediaId, alt: "" } })}
          >
            Choose a cover
          </ImageButton>
        ) : (
          <ImageRow
            image={cover}
            name="Cover"
            isLocked={isLocked}
            onAlt={(alt) => change({ cover: { ...cover, alt } })}
            onRemove={() => change({ cover: null })}
          />
        )}
      </Stack>
    </Input.Wrapper>
  );
}
