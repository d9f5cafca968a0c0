// What would be sent to each chosen connection, shortly after the writing pauses.

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ChangeDraft, Draft } from "./draft.ts";
import { contentOf, isEmpty } from "./draft.ts";
import { previewOf, saveDraft } from "./save.ts";

const pauseMs = 350;

interface PreviewOptions {
  draft: Draft;
  siteId: string;
  chosen: readonly string[];
  change: ChangeDraft;
}

export function usePreview({ draft, siteId, chosen, change }: PreviewOptions) {
  const [settled] = useDebouncedValue(draft, pauseMs);
  const hasSubject = !isEmpty(settled) && chosen.length > 0;
  const preview = useQuery({
    queryKey: ["preview", contentOf(settled), chosen],
    queryFn: async () => {
      const saved = await saveDraft(settled, siteId);
      change((now) => (now.isSending ? {} : saved));
      return previewOf(saved.postId, chosen);
    },
    enabled: hasSubject && !draft.isSending,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
  return { previews: hasSubject ? (preview.data ?? []) : [], error: preview.error };
}
