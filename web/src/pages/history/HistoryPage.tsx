// The history: every run, the newest first.

import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Run } from "#api/contract/runs.ts";
import { DeliveryList } from "../../deliveries/DeliveryList.tsx";
import { isUnderWay } from "../../deliveries/states.ts";
import { useIsLive } from "../../live.tsx";
import { Instant } from "../../parts/Instant.tsx";
import { PageLink } from "../../parts/links.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { runsQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";

const askEveryMs = 5_000;

export function HistoryPage() {
  const isLive = useIsLive();
  const runs = useInfiniteQuery({
    ...runsQuery,
    refetchInterval: ({ state: { data } }) =>
      !isLive && data?.pages.some((page) => page.data.some(isUnderWay)) ? askEveryMs : false,
  });
  return (
    <Page title="History" lead="What was shared, the newest first">
      <Loaded query={runs}>
        {({ pages }) => <Runs runs={pages.flatMap(({ data }) => data)} />}
      </Loaded>
      {runs.hasNextPage && (
        <Button
          mt="md"
          variant="default"
          loading={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          Show older
        </Button>
      )}
      {runs.isFetchNextPageError && <Trouble error={runs.error} />}
    </Page>
  );
}

function Runs({ runs }: { runs: readonly Run[] }) {
  if (runs.length === 0) {
    return (
      <Text>
        Nothing has been shared yet. <PageLink to="/posts/new">Write the first post</PageLink>
      </Text>
    );
  }
  return (
    <Stack>
      {runs.map((run) => (
        <Box component="section" key={run.id} className="sheet" px="md" pt="sm">
          <Group justify="space-between" gap="xs">
            <Title order={2} size="h5">
              <PageLink
                to="/runs/$runId"
                params={{ runId: run.id }}
                c="inherit"
                inherit
                underline="hover"
              >
                {nameOf(run)}
              </PageLink>
            </Title>
            <Text size="sm" c="dimmed">
              <Instant at={run.createdAt} />
              <SiteName of={run} />
            </Text>
          </Group>
          <DeliveryList deliveries={run.deliveries} />
        </Box>
      ))}
    </Stack>
  );
}

function nameOf({ postTitle, postId, trigger }: Run): string {
  if (postId === null) return trigger === "publication" ? "A post that was deleted" : "Message";
  return postTitle || "Note";
}

/** Where there are several to tell apart. */
function SiteName({ of: { siteId } }: { of: Run }) {
  const { sites } = useSession();
  return sites.length > 1 && ` · ${sites.find(({ id }) => id === siteId)?.name ?? ""}`;
}
