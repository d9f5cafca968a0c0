// The sandbox: what was posted on each built-in platform. A permalink of theirs leads here, to its
// platform, with its post marked.

import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "@tanstack/react-router";
import type { SandboxPost } from "#api/contract/sandbox.ts";
import { PageLink } from "../../parts/links.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { platformsQuery, sandboxPostsQuery } from "../../queries.ts";
import { Thread } from "./Thread.tsx";
import { threadsOf } from "./threads.ts";

export function SandboxPage() {
  const { platform: shownId } = useParams({ strict: false });
  const posts = useQuery(sandboxPostsQuery);
  const platforms = useQuery(platformsQuery);
  return (
    <Page
      title="Sandbox"
      lead="What was posted, as it would look there. Nothing here has left this server."
      action={shownId !== undefined && <PageLink to="/sandbox">All platforms</PageLink>}
    >
      <Loaded query={platforms}>
        {(all) => (
          <Loaded query={posts}>
            {(posted) => (
              <Stack gap="xl">
                {all
                  .filter(({ id }) => shownId === undefined || id === shownId)
                  .map(({ id, name, iconSvg }) => (
                    <PlatformPosts
                      key={id}
                      name={name}
                      iconSvg={iconSvg}
                      posts={posted.filter(({ platform }) => platform === id)}
                    />
                  ))}
              </Stack>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

interface PlatformPostsProps {
  name: string;
  iconSvg: string;
  posts: readonly SandboxPost[];
}

function PlatformPosts({ name, iconSvg, posts }: PlatformPostsProps) {
  const { pathname } = useLocation();
  return (
    <section aria-label={name}>
      <Title order={2} size="h4" mb="sm">
        {name}
      </Title>
      {posts.length === 0 && <Text c="dimmed">Nothing has been posted yet.</Text>}
      <Stack>
        {threadsOf(posts).map((thread) => (
          <Thread key={thread[0].id} posts={thread} iconSvg={iconSvg} shownPath={pathname} />
        ))}
      </Stack>
    </section>
  );
}
