// The members in their order, and whose connections follow from it.

import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Member, Site } from "#api/contract/sites.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { Section } from "../../parts/Section.tsx";
import { membersQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { defaultUserOf, describePostsWay } from "./default-user.ts";
import { LeaveSite } from "./LeaveSite.tsx";
import { MemberRow } from "./MemberRow.tsx";
import { MembersForm } from "./MembersForm.tsx";

export function Members({ site }: { site: Site }) {
  const members = useQuery(membersQuery(site.id));
  return (
    <Section
      title="Members"
      lead="A new post goes to the connections of the first biller; while nobody is one, to those of the first member."
    >
      <Loaded query={members}>
        {(all) => (
          <>
            {site.role === "admin" ? (
              <MembersForm site={site} members={all} />
            ) : (
              <MemberList members={all} />
            )}
            <LeaveSite site={site} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function MemberList({ members }: { members: readonly Member[] }) {
  const { user } = useSession();
  return (
    <Box className="sheet">
      <Text px="md" pt="md">
        {describePostsWay(defaultUserOf(members), user.id)}
      </Text>
      <Box component="ol" m={0} p={0} className="plain-list ruled">
        {members.map((member, index) => (
          <MemberRow key={member.userId} member={member} place={index + 1} />
        ))}
      </Box>
    </Box>
  );
}
