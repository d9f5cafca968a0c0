// One post of the list: what it is about, how far it is, and where it is live.

import { Box, Group } from "@mantine/core";
import type { Post } from "#api/contract/posts.ts";
import { PageLink } from "../../../parts/links.tsx";
import { nameOf } from "../name.ts";
import { PostCopies } from "../PostCopies.tsx";
import { PostState } from "../PostState.tsx";
import classes from "./list.module.css";

export function PostRow({ post }: { post: Post }) {
  const { id, title } = post;
  return (
    <Box component="li" py="sm" className={classes["row"] ?? ""}>
      <PageLink
        to="/posts/$postId"
        params={{ postId: id }}
        c="inherit"
        underline="hover"
        fw={title === "" ? 400 : 600}
        truncate
        display="block"
        maw="100%"
      >
        {nameOf(post)}
      </PageLink>
      <Group justify="space-between" gap="4px 12px" mih={28}>
        <PostState post={post} />
        <PostCopies post={post} />
      </Group>
    </Box>
  );
}
