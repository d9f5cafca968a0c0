// A description of an image by a model, where there is one that sees: put into an empty field at once,
// offered beside words that are there.

import { Anchor, Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { AltText } from "#api/contract/adapt.ts";
import { post } from "../../../api.ts";
import { GenerateIcon } from "../../../parts/icons.ts";
import { aiQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { costWords } from "../cost-words.ts";
import type { DraftImage } from "./draft.ts";

interface AltSuggestionProps {
  image: DraftImage;
  /** "Image 2". */
  name: string;
  isLocked: boolean;
  onAlt(alt: string): void;
}

export function AltSuggestion({
  image: { mediaId, alt },
  name,
  isLocked,
  onAlt,
}: AltSuggestionProps) {
  const { site } = useSession();
  const ai = useQuery(aiQuery).data;
  const suggesting = useMutation({
    mutationFn: () => post<AltText>("/captions/alt-text", { body: { mediaId, siteId: site.id } }),
    onSuccess: (suggested) => {
      if (alt.trim() === "") onAlt(suggested.alt);
    },
  });
  if (ai?.isReady !== true) return null;
  const { data: suggested, error, isPending } = suggesting;
  return (
    <Group gap="xs" mt={4}>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<GenerateIcon size={14} stroke={1.6} aria-hidden />}
        loading={isPending}
        disabled={isLocked}
        aria-label={`Suggest what ${name.toLowerCase()} shows`}
        onClick={() => suggesting.mutate()}
      >
        Suggest
      </Button>
      <Text size="sm" c={error === null ? "dimmed" : "var(--broadside-bad)"} role="status">
        {error?.message}
        {suggested?.alt === alt && (
          <>By the model: read it before you save. {costWords(suggested)}</>
        )}
        {suggested !== undefined && suggested.alt !== alt && (
          <>
            {suggested.alt}{" "}
            <Anchor component="button" type="button" inherit onClick={() => onAlt(suggested.alt)}>
              Use this
            </Anchor>{" "}
            {costWords(suggested)}
          </>
        )}
      </Text>
    </Group>
  );
}
