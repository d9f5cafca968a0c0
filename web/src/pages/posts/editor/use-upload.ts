// Stores images with the server as they are chosen, one after the other.

import { useMutation } from "@tanstack/react-query";
import type { Media } from "#api/contract/media.ts";
import { upload } from "../../../api.ts";

/** While it runs, the post is not whole. */
export const uploadKey = ["upload"] as const;

export const imageTypes = "image/jpeg,image/png,image/webp,image/gif,image/avif";

export function useUpload(onStored: (mediaId: string) => void) {
  return useMutation({
    mutationKey: uploadKey,
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) onStored((await upload<Media>("/media", file)).id);
    },
  });
}
