// The site's posts, the newest first.

import { Box, Button, Group, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Post } from "#api/contract/posts.ts";
import { MessageIcon, WriteIcon } from "../../../parts/icons.ts";
import { PageButton } from "../../../parts/links.tsx";
import { Loaded } from "../../../parts/Loaded.tsx";
import { Page } from "../../../parts/Page.tsx";
import { Trouble } from "../../../parts/Trouble.tsx";
import { postsQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { readFilter } from "../filter.ts";
import type { Status } from "../filter.ts";
import { NoPosts } from "./NoPosts.tsx";
import { PostRow } from "./PostRow.tsx";

/** For what becomes due without anything being sent. */
const askEveryMs = 30_000;

const filters = [
  { value: "all", label: "All" },
  { value: "draft", label: "Drafts" },
  { value: "scheduled", label: "Scheduled" },
  { value: "published", label: "Published" },
];

export function PostsPage() {
  const { site } = useSession();
  const { status } = useSearch({ from: "/gate/" });
  const navigate = useNavigate();
  const posts = useInfiniteQuery({
    ...postsQuery(site.id, status),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.data.some(isScheduled)) ? askEveryMs : false,
  });
  return (
    <Page
      title="Posts"
      action={
        <Group gap="xs">
          <PageButton
            to="/run/new"
            variant="default"
            leftSection={<MessageIcon size={18} stroke={1.6} aria-hidden />}
          >
            Message
          </PageButton>
          <PageButton
            to="/posts/new"
            leftSection={<WriteIcon size={18} stroke={1.6} aria-hidden />}
          >
            New
          </PageButton>
        </Group>
      }
    >
      <SegmentedControl
        aria-label="Which posts"
        data={filters}
        value={status ?? "all"}
        onChange={(value) => void navigate({ to: "/", search: readFilter({ status: value }) })}
        mb="md"
        size="sm"
        color="ink"
        withItemsBorders={false}
      />
      <Loaded query={posts}>
        {({ pages }) => <Posts posts={pages.flatMap(({ data }) => data)} status={status} />}
      </Loaded>
      {posts.hasNextPage && (
        <Button
          mt="md"
          variant="default"
          loading={posts.isFetchingNextPage}
          onClick={() => void posts.fetchNextPage()}
        >
          Show older
        </Button>
      )}
      {posts.isFetchNextPageError && <Trouble error={posts.error} />}
    </Page>
  );
}

function Posts({ posts, status }: { posts: readonly Post[]; status: Status | undefined }) {
  if (posts.length === 0) return <NoPosts status={status} />;
  return (
    <Box component="ul" className="sheet plain-list" m={0} px="md" py={4} aria-label="Posts">
      {posts.map((post) => (
        <PostRow key={post.id} post={post} />
      ))}
    </Box>
  );
}

function isScheduled({ status }: Post): boolean {
  return status === "scheduled";
}
