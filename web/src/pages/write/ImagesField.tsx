// The images of the post, uploaded when they are chosen, each with the text for those who cannot see it.

import { ActionIcon, Box, Button, FileButton, Group, Image, Loader, Stack } from "@mantine/core";
import { Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Media } from "#api/contract/media.ts";
import { upload } from "../../api.ts";
import { PhotoIcon, RemoveIcon } from "../../parts/icons.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import type { ChangeDraft, DraftImage } from "./draft.ts";

/** While it runs, the post is not whole. */
export const uploadKey = ["upload"] as const;

const maxImages = 4;

interface ImagesFieldProps {
  images: readonly DraftImage[];
  change: ChangeDraft;
  isLocked: boolean;
}

export function ImagesField({ images, change, isLocked }: ImagesFieldProps) {
  const room = maxImages - images.length;
  const uploading = useMutation({
    mutationKey: uploadKey,
    mutationFn: async (files: readonly File[]) => {
      for (const file of files.slice(0, room)) {
        const { id } = await upload<Media>("/media", file);
        change((draft) => ({ images: [...draft.images, { mediaId: id, alt: "" }] }));
      }
      if (files.length > room)
        throw new Error(`A post takes ${maxImages} images; the others were left out.`);
    },
  });
  return (
    <Box component="fieldset" className="sheet plain-fieldset" p="md">
      <Text component="legend" className="legend" fw={600} size="sm">
        Images
      </Text>
      <Stack gap="sm">
        {images.map((image, index) => (
          <ImageRow
            // The same picture may be there twice.
            key={`${image.mediaId} ${index}`}
            image={image}
            name={`Image ${index + 1}`}
            isLocked={isLocked}
            onAlt={(alt) =>
              change((draft) => ({
                images: draft.images.map((each, at) => (at === index ? { ...each, alt } : each)),
              }))
            }
            onRemove={() =>
              change((draft) => ({ images: draft.images.filter((_, at) => at !== index) }))
            }
          />
        ))}
        <Trouble error={uploading.error} />
        <Group>
          <FileButton
            multiple
            accept="image/jpeg,image/png,image/webp,image/gif,image/avif"
            onChange={(files) => uploading.mutate(files)}
            disabled={isLocked || room <= 0}
            inputProps={{ "aria-label": "Images" }}
          >
            {({ onClick }) => (
              <Button
                variant="default"
                size="sm"
                leftSection={<PhotoIcon size={18} stroke={1.6} aria-hidden />}
                disabled={isLocked || room <= 0 || uploading.isPending}
                onClick={onClick}
              >
                Add images
              </Button>
            )}
          </FileButton>
          {uploading.isPending && <Loader size="sm" aria-label="Uploading" />}
          <Text size="sm" c="dimmed">
            {room > 0 ? `Up to ${maxImages}` : `${maxImages} are the most`}
          </Text>
        </Group>
      </Stack>
    </Box>
  );
}

interface ImageRowProps {
  image: DraftImage;
  name: string;
  isLocked: boolean;
  onAlt(alt: string): void;
  onRemove(): void;
}

function ImageRow({ image: { mediaId, alt }, name, isLocked, onAlt, onRemove }: ImageRowProps) {
  return (
    <Group wrap="nowrap" align="flex-end">
      <Image src={`/api/v1/media/${mediaId}`} alt={name} w={64} h={64} radius="sm" fit="cover" />
      <TextInput
        flex={1}
        label={`${name}: what it shows`}
        placeholder="For people who cannot see it"
        value={alt}
        onChange={(event) => onAlt(event.currentTarget.value)}
        maxLength={2000}
        readOnly={isLocked}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={`Remove ${name.toLowerCase()}`}
        disabled={isLocked}
        onClick={onRemove}
      >
        <RemoveIcon size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
