// Auto-posting: which sites post through this user, and to which of their connections.

import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Site } from "#api/contract/sites.ts";
import { PageLink } from "../../parts/links.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Section } from "../../parts/Section.tsx";
import { connectionsQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { AutopostForm } from "./AutopostForm.tsx";

export function AutopostSection() {
  const { sites } = useSession();
  const connections = useQuery(connectionsQuery);
  return (
    <Section
      title="Auto-posting"
      lead="A new post is shared by itself, once, when it is first published. It goes to the connections of its site’s default user: the first biller among the members, or, while nobody is one, the first member."
    >
      <Box component="ul" m={0} mb="sm" p={0} className="plain-list">
        {sites.map((site) => (
          <Text key={site.id} component="li" size="sm">
            <PostsOf site={site} />
          </Text>
        ))}
      </Box>
      <Loaded query={connections}>
        {(linked) =>
          linked.length === 0 ? (
            <Text className="sheet" p="md">
              Nothing is connected yet. <PageLink to="/connections">Connect a platform</PageLink>
            </Text>
          ) : (
            <AutopostForm connections={linked} />
          )
        }
      </Loaded>
    </Section>
  );
}

function PostsOf({ site: { id, name, defaultUser } }: { site: Site }) {
  const { user } = useSession();
  const link = (
    <PageLink to="/sites/$siteId" params={{ siteId: id }} inherit>
      {name}
    </PageLink>
  );
  if (defaultUser === null) return <>Posts of {link} go to nobody’s connections.</>;
  const isOwn = defaultUser.userId === user.id;
  const place = defaultUser.reason === "first-biller" ? "first biller" : "first member";
  return isOwn ? (
    <>
      Posts of {link} go to your connections: you are its {place}.
    </>
  ) : (
    <>
      Posts of {link} go to {defaultUser.name}’s connections, not to yours: {defaultUser.name} is
      its {place}.
    </>
  );
}
