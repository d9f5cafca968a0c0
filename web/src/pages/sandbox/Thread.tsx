// A thread as a reader of the platform would see it.

import { Anchor, Box, Group, Image, SimpleGrid, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { SandboxPost } from "#api/contract/sandbox.ts";
import { Instant } from "../../parts/Instant.tsx";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { LinkedText } from "./LinkedText.tsx";
import classes from "./sandbox.module.css";
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
  const { account, text, images, createdAt } = post;
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isShown) card.current?.scrollIntoView({ block: "center" });
  }, [isShown]);
  return (
    <article
      ref={card}
      className={classes.post}
      aria-label={`Post by ${account}`}
      aria-current={isShown ? "true" : undefined}
    >
      <div className={classes.avatar}>
        <PlatformIcon svg={iconSvg} />
      </div>
      <div className={classes.content}>
        <Group gap="xs">
          <Text fw={600} size="sm" truncate>
            {account}
          </Text>
          <Text size="xs" c="dimmed">
            <Instant at={createdAt} />
          </Text>
        </Group>
        <Text className="as-written">
          <LinkedText text={text} />
        </Text>
        {images.length > 0 && (
          <SimpleGrid cols={Math.min(images.length, 2)} spacing={6} mt="xs">
            {images.map(({ dataUrl, alt }, index) => (
              <Image key={index} src={dataUrl} alt={alt} radius="md" mah={320} fit="cover" />
            ))}
          </SimpleGrid>
        )}
        <CardOf post={post} />
      </div>
    </article>
  );
}

function CardOf({ post: { card } }: { post: SandboxPost }) {
  if (card === null) return null;
  const { url, title, description, thumbnail } = card;
  return (
    <Anchor
      href={url}
      target="_blank"
      rel="noreferrer"
      underline="never"
      c="inherit"
      className={classes.card}
    >
      {thumbnail !== null && <Image src={thumbnail} alt="" mah={240} fit="cover" />}
      <Box p="sm">
        <Text size="xs" c="dimmed" truncate>
          {URL.parse(url)?.host}
        </Text>
        <Text fw={600} size="sm" lineClamp={2}>
          {title}
        </Text>
        <Text size="sm" lineClamp={2}>
          {description}
        </Text>
      </Box>
    </Anchor>
  );
}
