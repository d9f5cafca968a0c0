// The sites of the user, and a new one.

import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import type { Site } from "#api/contract/sites.ts";
import { PageLink } from "../../parts/links.tsx";
import { Page } from "../../parts/Page.tsx";
import { useSession } from "../../session.tsx";
import { describeDefaultUser } from "./default-user.ts";
import { NewSiteForm } from "./NewSiteForm.tsx";
import { PublicLink } from "./PublicLink.tsx";
import { RoleBadge } from "./RoleBadge.tsx";

export function SitesPage() {
  const { sites, chooseSite } = useSession();
  const navigate = useNavigate();
  const [isAdding, adding] = useDisclosure();
  const newButton = useRef<HTMLButtonElement>(null);
  function cancel() {
    newButton.current?.focus();
    adding.close();
  }
  function open({ id }: Site) {
    chooseSite(id);
    return navigate({ to: "/sites/$siteId", params: { siteId: id } });
  }
  return (
    <Page
      title="Sites"
      lead="What you publish, alone or with others"
      action={
        <Button ref={newButton} onClick={adding.open} aria-expanded={isAdding}>
          New site
        </Button>
      }
    >
      {isAdding && (
        <Box className="sheet" component="section" aria-label="New site" p="md" mb="md">
          <NewSiteForm
            create="Create site"
            onCreated={(site) => void open(site)}
            onCancel={cancel}
          />
        </Box>
      )}
      <Stack component="ul" gap="sm" m={0} p={0} className="plain-list">
        {sites.map((site) => (
          <SiteRow key={site.id} site={site} />
        ))}
      </Stack>
    </Page>
  );
}

function SiteRow({ site }: { site: Site }) {
  const { user } = useSession();
  return (
    <Box component="li" className="sheet" p="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h5" className="as-written">
          <PageLink
            to="/sites/$siteId"
            params={{ siteId: site.id }}
            c="inherit"
            inherit
            underline="hover"
          >
            {site.name}
          </PageLink>
        </Title>
        <RoleBadge role={site.role} />
      </Group>
      <Text size="sm" mt={4}>
        Default user: {describeDefaultUser(site.defaultUser, user.id)}
      </Text>
      <PublicLink site={site} />
    </Box>
  );
}
