// One image of a post, with the text for those who cannot see it.

import { ActionIcon, Group, Image, TextInput } from "@mantine/core";
import { RemoveIcon } from "../../../parts/icons.ts";
import { AltSuggestion } from "./AltSuggestion.tsx";
import type { DraftImage } from "./draft.ts";

interface ImageRowProps {
  image: DraftImage;
  /** "Image 2". */
  name: string;
  isLocked: boolean;
  onAlt(alt: string): void;
  onRemove(): void;
}

export function ImageRow({ image, name, isLocked, onAlt, onRemove }: ImageRowProps) {
  const { mediaId, alt } = image;
  return (
    <div>
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
      <AltSuggestion {...{ image, name, isLocked, onAlt }} />
    </div>
  );
}
