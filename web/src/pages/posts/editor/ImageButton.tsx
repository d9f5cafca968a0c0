// The button that chooses images and stores them.

import { Button, FileButton, Group, Loader, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { PhotoIcon } from "../../../parts/icons.ts";
import { Trouble } from "../../../parts/Trouble.tsx";
import { imageTypes, useUpload } from "./use-upload.ts";

interface ImageButtonProps {
  /** What is chosen, for those who do not see the button. */
  label: string;
  /** How many more there may be. */
  room: number;
  isLocked: boolean;
  onStored(mediaId: string): void;
  children: ReactNode;
}

export function ImageButton({ label, room, isLocked, onStored, children }: ImageButtonProps) {
  const uploading = useUpload(onStored);
  const isOff = isLocked || room <= 0 || uploading.isPending;
  return (
    <div>
      <Trouble error={uploading.error} />
      <Group gap="sm">
        <FileButton
          multiple
          accept={imageTypes}
          onChange={(files) => uploading.mutate(files.slice(0, room))}
          disabled={isOff}
          inputProps={{ "aria-label": label }}
        >
          {({ onClick }) => (
            <Button
              variant="default"
              size="sm"
              leftSection={<PhotoIcon size={18} stroke={1.6} aria-hidden />}
              disabled={isOff}
              onClick={onClick}
            >
              {children}
            </Button>
          )}
        </FileButton>
        {uploading.isPending && <Loader size="sm" aria-label="Uploading" />}
        {room <= 0 && (
          <Text size="sm" c="dimmed">
            More do not fit
          </Text>
        )}
      </Group>
    </div>
  );
}
