// What the operator of the server sets up: its apps at the platforms.

import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { Section } from "../../parts/Section.tsx";
import { platformAppsQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { AppForm } from "./AppForm.tsx";

export function OperatorPage() {
  const { user } = useSession();
  return (
    <Page title="Operator" lead="What everybody on this server needs you for">
      {user.isOperator ? <Apps /> : <Text>Only the operator of this server sees this page.</Text>}
    </Page>
  );
}

function Apps() {
  const apps = useQuery(platformAppsQuery);
  return (
    <Section
      title="Apps at platforms"
      lead="Some platforms let people connect their accounts only to an app that you register there, once. Others need nothing of you and are not listed."
    >
      <Loaded query={apps}>
        {(all) => (
          <Stack gap="sm">
            {all.map((app) => (
              <AppForm key={`${app.platform}/${app.name}/${app.source}`} app={app} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
