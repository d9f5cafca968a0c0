// The user's connections: those that are linked, those that were, and the platforms to connect.

import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Connection } from "#api/contract/connections.ts";
import { PageLink } from "../../parts/links.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { allConnectionsQuery, platformsQuery } from "../../queries.ts";
import { ConnectionRow } from "./ConnectionRow.tsx";
import { ConnectList } from "./ConnectList.tsx";
import { UnlinkedRow } from "./UnlinkedRow.tsx";

interface ConnectionsSectionProps {
  /** Of the headings in it: one below what it stands under. */
  headingOrder: 2 | 3;
  /** The connection that is to be made again: its form is open at once. */
  reconnect?: string | undefined;
}

export function ConnectionsSection({ headingOrder, reconnect }: ConnectionsSectionProps) {
  const connections = useQuery(allConnectionsQuery);
  const platforms = useQuery(platformsQuery);
  const [wanted, setWanted] = useState<Connection>();
  const [openPlatform, setOpenPlatform] = useState<string | null>(null);
  const [timesAsked, setTimesAsked] = useState(0);
  function openForm(connection: Connection) {
    setWanted(connection);
    setOpenPlatform(connection.platform);
    setTimesAsked((times) => times + 1);
  }
  const isReconnected = useRef(false);
  const asked = connections.data?.find(({ id }) => id === reconnect);
  useEffect(() => {
    if (asked === undefined || isReconnected.current) return;
    // Once: what is opened may be closed again.
    isReconnected.current = true;
    openForm(asked);
  }, [asked]);
  return (
    <>
      <Loaded query={connections}>
        {(all) => (
          <>
            <Linked connections={all.filter(({ isLinked }) => isLinked)} onLink={openForm} />
            <Unlinked
              connections={all.filter(({ isLinked }) => !isLinked)}
              headingOrder={headingOrder}
              onLink={openForm}
            />
          </>
        )}
      </Loaded>
      <Title order={headingOrder} size={headingOrder === 2 ? "h4" : "h5"} mt="xl" mb="sm">
        Connect a platform
      </Title>
      <Loaded query={platforms}>
        {(all) => (
          <ConnectList
            platforms={all}
            headingOrder={headingOrder}
            open={openPlatform}
            wanted={wanted}
            onOpen={setOpenPlatform}
            timesAsked={timesAsked}
          />
        )}
      </Loaded>
    </>
  );
}

interface LinkedProps {
  connections: readonly Connection[];
  /** Leads to the way by which it was connected. */
  onLink(connection: Connection): void;
}

function Linked({ connections, onLink }: LinkedProps) {
  const isNowhere = connections.length > 0 && connections.every(({ autopost }) => !autopost);
  return (
    <div aria-live="polite">
      {connections.length === 0 && <Text>Nothing is connected yet.</Text>}
      <Stack component="ul" gap="sm" m={0} p={0} className="plain-list">
        {connections.map((connection) => (
          <ConnectionRow
            key={connection.id}
            connection={connection}
            onLink={() => onLink(connection)}
          />
        ))}
      </Stack>
      {isNowhere && (
        <Notice kind="hint">
          <Text size="sm">
            New posts do not go there by themselves yet: auto-posting is off until you{" "}
            <PageLink to="/settings" inherit>
              switch it on in Settings
            </PageLink>
            .
          </Text>
        </Notice>
      )}
    </div>
  );
}

type UnlinkedProps = ConnectionsSectionProps & LinkedProps;

function Unlinked({ connections, headingOrder, onLink }: UnlinkedProps) {
  if (connections.length === 0) return null;
  return (
    <>
      <Title order={headingOrder} size={headingOrder === 2 ? "h4" : "h5"} mt="xl" mb="sm">
        Unlinked
      </Title>
      <Stack component="ul" gap="sm" m={0} p={0} className="plain-list" aria-label="Unlinked">
        {connections.map((connection) => (
          <UnlinkedRow
            key={connection.id}
            connection={connection}
            onLink={() => onLink(connection)}
          />
        ))}
      </Stack>
    </>
  );
}
