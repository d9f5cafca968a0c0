// A run: what was shared, and each of its deliveries, live, until it has become a link.

import { Box, Group } from "@mantine/core";
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
import { runQuery } from "../../queries.ts";
import { PostLine } from "./PostLine.tsx";
import { RunNotice } from "./RunNotice.tsx";
import { titleOf } from "./title.ts";

/** While the server cannot tell by itself. */
const askEveryMs = 2_000;

export function RunPage() {
  const { runId } = useParams({ from: "/gate/runs/$runId" });
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
      action={run.data && <NextSteps run={run.data} />}
    >
      <Loaded query={run}>
        {(data) => (
          <>
            <PostLine run={data} />
            <RunNotice run={data} />
            <Box className="sheet" px="md">
              <DeliveryList deliveries={data.deliveries} />
            </Box>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function NextSteps({ run: { postId } }: { run: Run }) {
  return (
    <Group gap="xs">
      {postId !== null && (
        <PageButton to="/posts/$postId" params={{ postId }} variant="default" size="xs">
          Edit the post
        </PageButton>
      )}
      <PageButton to="/posts/new" variant="default" size="xs">
        Write another
      </PageButton>
    </Group>
  );
}
