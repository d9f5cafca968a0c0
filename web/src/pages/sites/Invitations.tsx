// Invitations to a site: a new one, and those that are open. A link is shown once, when it is made.

import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { CreatedInvitation, Site } from "#api/contract/sites.ts";
import { CopyField } from "../../parts/CopyField.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Section } from "../../parts/Section.tsx";
import { invitationsQuery, welcomeQuery } from "../../queries.ts";
import { InvitationRow } from "./InvitationRow.tsx";
import { InviteForm } from "./InviteForm.tsx";
import { useInvite } from "./use-invite.ts";

export function Invitations({ site }: { site: Site }) {
  const open = useQuery(invitationsQuery(site.id));
  const inviting = useInvite(site.id);
  return (
    <Section title="Invitations" lead="Each is for one address, and open for seven days.">
      <Box className="sheet ruled">
        <Box p="md">
          <InviteForm inviting={inviting} />
          {inviting.data && <InvitationLink invitation={inviting.data} />}
        </Box>
        <Loaded query={open} heightPx={0}>
          {(all) => (
            <Box
              component="ul"
              m={0}
              p={0}
              className="plain-list ruled"
              aria-label="Open invitations"
            >
              {all.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  invitation={invitation}
                  siteId={site.id}
                  inviting={inviting}
                />
              ))}
            </Box>
          )}
        </Loaded>
      </Box>
    </Section>
  );
}

function InvitationLink({ invitation: { email, link } }: { invitation: CreatedInvitation }) {
  const { data: welcome } = useQuery(welcomeQuery);
  return (
    <Notice kind="key">
      <CopyField label={`Link for ${email}: it is not shown again`} value={link} />
      <Text size="sm" mt="xs">
        {welcome?.hasMail === false
          ? `No mail server is set up, so hand it over to ${email} yourself.`
          : `It was also sent to ${email}.`}
      </Text>
    </Notice>
  );
}
