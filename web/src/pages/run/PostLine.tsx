// What the run shares, in one line.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Run } from "#api/contract/runs.ts";
import { PageLink } from "../../parts/links.tsx";
import { postQuery } from "../../queries.ts";
import { nameOf } from "../posts/name.ts";

export function PostLine({ run: { postId } }: { run: Run }) {
  return postId === null ? null : <SavedPostLine postId={postId} />;
}

function SavedPostLine({ postId }: { postId: string }) {
  const { data: post } = useQuery(postQuery(postId));
  return (
    <Text mb="md" h={24} truncate>
      {post && (
        <PageLink to="/posts/$postId" params={{ postId }} c="inherit" underline="hover">
          {nameOf(post)}
        </PageLink>
      )}
    </Text>
  );
}
