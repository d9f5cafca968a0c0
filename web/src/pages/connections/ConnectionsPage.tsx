// Connections as a page of their own.

import { useSearch } from "@tanstack/react-router";
import { Page } from "../../parts/Page.tsx";
import { ConnectionsSection } from "./ConnectionsSection.tsx";

export function ConnectionsPage() {
  const { reconnect } = useSearch({ from: "/gate/connections" });
  return (
    <Page title="Connections" lead="The accounts and channels that your posts go to">
      <ConnectionsSection headingOrder={2} reconnect={reconnect} />
    </Page>
  );
}
