// Where an address names a site that one does not have.

import { Text } from "@mantine/core";
import { PageLink } from "../../parts/links.tsx";
import { Page } from "../../parts/Page.tsx";

export function NoSite() {
  return (
    <Page title="This is none of your sites">
      <Text>
        It does not exist, or you are not a member of it.{" "}
        <PageLink to="/sites">Your sites</PageLink>
      </Text>
    </Page>
  );
}
