// What a connection gets, drawn as its readers will see it: the posts of a thread under one another.

import { Box } from "@mantine/core";
import type { Composition } from "#api/contract/deliveries.ts";
import { ShownSegment } from "../../../segment/ShownSegment.tsx";
import type { Author } from "../../../segment/ShownSegment.tsx";

type Segment = Composition["segments"][number];

interface ShownThreadProps {
  composition: Composition;
  author: Author;
}

export function ShownThread({ composition: { segments }, author }: ShownThreadProps) {
  return (
    <Box component="ol" className="plain-list" m={0} p={0}>
      {segments.map((segment, index) => (
        // A composition does not change; its segments have no other name.
        <li key={index}>
          <ShownSegment author={author} isLive={false} {...shown(segment)} />
        </li>
      ))}
    </Box>
  );
}

function shown({ text, images, card }: Segment) {
  return {
    text,
    images: images.map(({ mediaId, alt }) => ({ src: addressOf(mediaId), alt })),
    card: card && {
      ...card,
      thumbnail: card.thumbnail && addressOf(card.thumbnail.mediaId),
    },
  };
}

function addressOf(mediaId: string): string {
  return `/api/v1/media/${mediaId}`;
}
