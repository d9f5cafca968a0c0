// Says on every page that an account has to be connected again, until it is.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import type { Connection } from "#api/contract/connections.ts";
import { PageLink } from "../parts/links.tsx";
import { Notice } from "../parts/Notice.tsx";
import { connectionsQuery } from "../queries.ts";

export function EndingNotice() {
  const { data: connections = [] } = useQuery(connectionsQuery);
  const isThere = useLocation().pathname.startsWith("/connections");
  const expired = connections.filter(({ state }) => state === "expired");
  const expiring = connections.filter(({ state }) => state === "expiring");
  // That page says it of each.
  if (isThere || expired.length + expiring.length === 0) return null;
  return (
    <Notice kind={expired.length > 0 ? "trouble" : "hint"}>
      <Text size="sm">
        {expired.length > 0 && `${names(expired)} cannot be posted to any more. `}
        {expiring.length > 0 && `The permission to post to ${names(expiring)} ends soon. `}
        <PageLink to="/connections" inherit>
          Connect again
        </PageLink>
      </Text>
    </Notice>
  );
}

function names(connections: readonly Connection[]): string {
  return list.format(connections.map(({ name }) => name));
}

const list = new Intl.ListFormat("en");
