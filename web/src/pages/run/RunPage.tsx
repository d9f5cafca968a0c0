// A run: what was shared, and each of its deliveries, live, until it has become a link.

import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Run } from "#api/contract/runs.ts";
import { DeliveryList } from "../../deliveries/DeliveryList.tsx";
import { isUnderWay } from "../../deliveries/states.ts";
import { useIsLive } from "../../live.tsx";
import { Instant } from "../../parts/Instant.tsx";
import { PageButton } from "../../parts/links.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { postQuery, runQuery } from "../../queries.ts";

/** While the server cannot tell by itself. */
const askEveryMs = 2_000;

export function RunPage() {
  const { runId } = useParams({ from: "/runs/$runId" });
  const isLive = useIsLive();
  const run = useQuery({
    ...runQuery(runId),
    refetchInterval: ({ state: { data } }) =>
      !isLive && (data === undefined || isUnderWay(data)) ? askEveryMs : false,
  });
  return (
    <Page
      title={run.data === undefined ? "Publishing" : titleOf(run.data)}
      lead={run.data && <Instant at={run.data.createdAt} />}
      action={
        <PageButton to="/" variant="default" size="xs">
          Write another
        </PageButton>
      }
    >
      <Loaded query={run}>
        {({ postId, deliveries }) => (
          <>
            {postId !== null && <PostBeginning postId={postId} />}
            <Box className="sheet" px="md">
              <DeliveryList deliveries={deliveries} />
            </Box>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function PostBeginning({ postId }: { postId: string }) {
  const { data: post } = useQuery(postQuery(postId));
  return (
    <Text mb="md" h={24} truncate>
      {post === undefined ? "" : post.title || post.body}
    </Text>
  );
}

function titleOf(run: Run): string {
  const live = run.deliveries.filter(({ state }) => state === "published").length;
  const all = run.deliveries.length;
  if (live === all) return all === 1 ? "It is live" : "Live everywhere";
  if (isUnderWay(run)) return `Publishing: ${live} of ${all} live`;
  return `${live} of ${all} live`;
}
