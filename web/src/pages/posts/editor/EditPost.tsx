// A saved post, and what can be done with it as a whole.

import { Box, Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Post } from "#api/contract/posts.ts";
import { ExternalIcon, ShareIcon } from "../../../parts/icons.ts";
import { PageButton } from "../../../parts/links.tsx";
import { Loaded } from "../../../parts/Loaded.tsx";
import { Page } from "../../../parts/Page.tsx";
import { postQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { PostCopies } from "../PostCopies.tsx";
import { PostState } from "../PostState.tsx";
import { DeletePost } from "./DeletePost.tsx";
import { Editor } from "./Editor.tsx";

export function EditPost() {
  const { postId } = useParams({ from: "/gate/posts/$postId" });
  const post = useQuery(postQuery(postId));
  const { site: chosen, sites } = useSession();
  return (
    <Page
      title="Edit post"
      lead={post.data && <PostState post={post.data} />}
      action={post.data && <PostActions post={post.data} />}
    >
      <Loaded query={post} heightPx={480}>
        {(data) => (
          <>
            <Box mb="sm">
              <PostCopies post={data} isNamed />
            </Box>
            <Editor
              key={data.id}
              site={sites.find(({ id }) => id === data.siteId) ?? chosen}
              post={data}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function PostActions({ post }: { post: Post }) {
  const { id, status, pageUrl } = post;
  return (
    <Group gap="xs">
      {status === "published" && (
        <Button
          component="a"
          href={pageUrl}
          target="_blank"
          rel="noreferrer"
          variant="default"
          size="xs"
          leftSection={<ExternalIcon size={16} stroke={1.6} aria-hidden />}
        >
          View page
        </Button>
      )}
      <PageButton
        to="/posts/$postId/share"
        params={{ postId: id }}
        variant="default"
        size="xs"
        leftSection={<ShareIcon size={16} stroke={1.6} aria-hidden />}
      >
        Share
      </PageButton>
      <DeletePost post={post} />
    </Group>
  );
}
