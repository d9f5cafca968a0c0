// How far a post is, and since or until when.

import { Group, Text } from "@mantine/core";
import type { Post } from "#api/contract/posts.ts";
import { CheckIcon, ClockIcon, WriteIcon } from "../../parts/icons.ts";
import { Instant } from "../../parts/Instant.tsx";

const icons = { draft: WriteIcon, scheduled: ClockIcon, published: CheckIcon };

export function PostState({ post }: { post: Post }) {
  const Icon = icons[post.status];
  return (
    <Group component="span" gap={6} wrap="nowrap" c="dimmed">
      <Icon size={16} stroke={1.6} aria-hidden />
      <Text span size="sm">
        {inWords(post)}
      </Text>
    </Group>
  );
}

function inWords({ status, publishAt, publishedAt, updatedAt }: Post) {
  switch (status) {
    case "draft":
      return (
        <>
          Draft, saved <Instant at={updatedAt} />
        </>
      );
    case "scheduled":
      return (
        <>
          Scheduled for <Instant at={publishAt ?? updatedAt} />
        </>
      );
    case "published":
      return (
        <>
          Published <Instant at={publishedAt ?? updatedAt} />
        </>
      );
  }
}
