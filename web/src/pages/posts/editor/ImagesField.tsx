// The images of the post.

import { Stack, Text } from "@mantine/core";
import type { DraftImage } from "./draft.ts";
import type { FieldsProps } from "./fields.ts";
import { contentError } from "./fields.ts";
import { ImageButton } from "./ImageButton.tsx";
import { ImageRow } from "./ImageRow.tsx";

/** The server's, too. */
const maxImages = 20;

export function ImagesField({ draft: { images }, change, isLocked, error }: FieldsProps) {
  const problem = contentError(error, "images");
  const changeImages = (make: (before: readonly DraftImage[]) => readonly DraftImage[]) =>
    change((draft) => ({ images: make(draft.images) }));
  return (
    <Stack gap="sm" role="group" aria-label="Images">
      {images.map((image, index) => (
        <ImageRow
          // The same picture may be there twice.
          key={`${image.mediaId} ${index}`}
          image={image}
          name={`Image ${index + 1}`}
          isLocked={isLocked}
          onAlt={(alt) =>
            changeImages((before) =>
              before.map((each, at) => (at === index ? { ...each, alt } : each)),
            )
          }
          onRemove={() => changeImages((before) => before.filter((_, at) => at !== index))}
        />
      ))}
      {problem !== undefined && (
        <Text size="sm" c="var(--broadside-bad)">
          {problem}
        </Text>
      )}
      <ImageButton
        label="Images"
        room={maxImages - images.length}
        isLocked={isLocked}
        onStored={(mediaId) => changeImages((before) => [...before, { mediaId, alt: "" }])}
      >
        Add images
      </ImageButton>
    </Stack>
  );
}
