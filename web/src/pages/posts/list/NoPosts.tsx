// Instead of an empty list: what to do next. A first visitor is led from connecting to writing.

import { Box, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ConnectionsIcon, WriteIcon } from "../../../parts/icons.ts";
import { PageButton, PageLink } from "../../../parts/links.tsx";
import { Loaded } from "../../../parts/Loaded.tsx";
import { autopostQuery, connectionsQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import type { Status } from "../filter.ts";

const nothing: Readonly<Record<Status, string>> = {
  draft: "No drafts: nothing is waiting to be finished.",
  scheduled: "Nothing is scheduled.",
  published: "Nothing is published yet.",
};

export function NoPosts({ status }: { status: Status | undefined }) {
  if (status === undefined) return <FirstSteps />;
  return (
    <Text>
      {nothing[status]} <PageLink to="/posts/new">Write a post</PageLink>
    </Text>
  );
}

function FirstSteps() {
  const { site } = useSession();
  const connections = useQuery(connectionsQuery);
  const autopost = useQuery(autopostQuery(site.id));
  return (
    <Loaded query={connections}>
      {(own) =>
        own.length === 0 && autopost.data?.connections.length === 0 ? (
          <Step
            title="First, connect an account"
            button={
              <PageButton
                to="/connections"
                leftSection={<ConnectionsIcon size={18} stroke={1.6} aria-hidden />}
              >
                Connect an account
              </PageButton>
            }
            other={<PageLink to="/posts/new">Write without connecting anything</PageLink>}
          >
            Nothing is connected yet. Connect the accounts that your readers follow, switch
            auto-posting on, and every new post goes there as you save it.
          </Step>
        ) : (
          <Step
            title="Write the first post"
            button={
              <PageButton
                to="/posts/new"
                leftSection={<WriteIcon size={18} stroke={1.6} aria-hidden />}
              >
                New post
              </PageButton>
            }
          >
            Write it, and before you save it you see where it goes and what it looks like there.
          </Step>
        )
      }
    </Loaded>
  );
}

interface StepProps {
  title: string;
  button: ReactNode;
  other?: ReactNode;
  children: ReactNode;
}

function Step({ title, button, other, children }: StepProps) {
  return (
    <Box className="sheet" p={{ base: "md", xs: "xl" }}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <Text maw={520}>{children}</Text>
      <Group mt="md">
        {button}
        {other}
      </Group>
    </Box>
  );
}
