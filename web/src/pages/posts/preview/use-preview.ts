// What would be sent to each connection, shortly after the writing pauses. A post is previewed as it is
// saved, or as it is being written.

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Preview } from "#api/contract/captions.ts";
import type { Target } from "#api/contract/runs.ts";
import { postTagged } from "../../../api.ts";

const pauseMs = 350;

export interface PreviewRequest {
  /** A saved post; else `post`, as the API takes unsaved ones; else a message. */
  postId?: string;
  post?: object;
  message?: string;
  siteId?: string;
  targets: readonly Target[];
}

/** Null: there is nothing to preview. */
export function usePreview(request: PreviewRequest | null) {
  const queryClient = useQueryClient();
  const written = JSON.stringify(request);
  const [settled] = useDebouncedValue(written, pauseMs);
  const asked = JSON.parse(settled) as PreviewRequest | null;
  const preview = useQuery({
    ...previewQuery(asked),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  const isShown = request !== null && asked !== null;

  /** The ETag of what would be sent now: of the preview that is shown, if it is up to date. */
  async function currentEtag(): Promise<string | undefined> {
    if (request === null) return undefined;
    return (await queryClient.query(previewQuery(request))).etag ?? undefined;
  }

  return {
    previews: isShown ? (preview.data?.data ?? []) : [],
    error: isShown ? preview.error : null,
    /** Whether it is of what is written now. */
    isCurrent: isShown && settled === written && !preview.isPlaceholderData,
    currentEtag,
    /** What is shown is out of date. */
    lookAgain: () => queryClient.invalidateQueries({ queryKey: ["preview"] }),
  };
}

export async function fetchPreview(request: PreviewRequest): Promise<Preview["data"]> {
  return (await postTagged<Preview>("/captions/preview", request)).answer.data;
}

function previewQuery(request: PreviewRequest | null) {
  return queryOptions({
    queryKey: ["preview", request],
    queryFn: async () => {
      if (request === null) return { data: [], etag: null };
      const { answer, etag } = await postTagged<Preview>("/captions/preview", request);
      return { data: answer.data, etag };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}
