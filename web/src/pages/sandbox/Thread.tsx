// A thread as a reader of the platform would see it.

import { Box, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { SandboxPost } from "#api/contract/sandbox.ts";
import { Instant } from "../../parts/Instant.tsx";
import { ShownSegment } from "../../segment/ShownSegment.tsx";
import type { ThreadPosts } from "./threads.ts";

interface ThreadProps {
  posts: ThreadPosts;
  iconSvg: string;
  /** The path of the page's own address. */
  shownPath: string;
}

export function Thread({ posts, iconSvg, shownPath }: ThreadProps) {
  return (
    <Box className="sheet" p="md">
      {posts.map((post) => (
        <PostCard
          key={post.id}
          post={post}
          iconSvg={iconSvg}
          isShown={URL.parse(post.permalink)?.pathname === shownPath}
        />
      ))}
    </Box>
  );
}

interface PostCardProps {
  post: SandboxPost;
  iconSvg: string;
  isShown: boolean;
}

function PostCard({ post, iconSvg, isShown }: PostCardProps) {
  const { account, text, images, card, createdAt } = post;
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isShown) element.current?.scrollIntoView({ block: "center" });
  }, [isShown]);
  return (
    <ShownSegment
      ref={element}
      author={{ name: account, handle: null, avatarUrl: null, iconSvg }}
      text={text}
      images={images.map(({ dataUrl, alt }) => ({ src: dataUrl, alt }))}
      card={card}
      isLive
      isMarked={isShown}
      beside={
        <Text size="xs" c="dimmed">
          <Instant at={createdAt} />
        </Text>
      }
    />
  );
}
