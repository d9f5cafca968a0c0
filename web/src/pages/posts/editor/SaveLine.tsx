// Says beforehand exactly where saving a post will post it to, whose connections these are, and whether
// it can be undone.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import type { ReactNode } from "react";
import type { Autopost } from "#api/contract/sites.ts";
import { PageLink } from "../../../parts/links.tsx";
import { platformsQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";

interface SaveLineProps {
  /** Undefined: not known yet, or not to be known. */
  autopost: Autopost | undefined;
  error: Error | null;
  isOn: boolean;
  /** When it is published by itself, the choice is made then. */
  isScheduled: boolean;
  /** Whether the copies would need this server's address to lead anywhere. */
  needsPage: boolean;
}

export function SaveLine({ autopost, error, isOn, isScheduled, needsPage }: SaveLineProps) {
  if (!isOn) {
    return (
      <Line>
        {isScheduled ? "It will be published here only." : "Save publishes it here only."}
      </Line>
    );
  }
  if (autopost === undefined) {
    return (
      <Line>
        {error === null
          ? "Looking up where it goes …"
          : `Where it goes is not known: ${error.message}`}
      </Line>
    );
  }
  const { connections, linksToPages } = autopost;
  if (connections.length === 0) return <NoConnections autopost={autopost} />;
  return (
    <Line>
      {isScheduled ? "At its time it is posted to " : "Save publishes it and posts it to "}
      <Names connections={connections} />. <Whose autopost={autopost} />
      {isScheduled
        ? "What has auto-posting on at that time counts."
        : undoWords(autopost.undoMinutes)}
      <Expired connections={connections} />
      {needsPage &&
        !linksToPages &&
        " It goes without a link, because this server’s address cannot be reached from elsewhere."}
    </Line>
  );
}

/** Saying so when it changes, also to who cannot see it. */
function Line({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" role="status">
      {children}
    </Text>
  );
}

function NoConnections({ autopost: { defaultUser } }: { autopost: Autopost }) {
  const { user } = useSession();
  if (defaultUser === null || defaultUser.userId === user.id) {
    return (
      <Line>
        Nothing is posted elsewhere: no connection has auto-posting on.{" "}
        <PageLink to="/settings">Settings</PageLink>
      </Line>
    );
  }
  return (
    <Line>
      Nothing is posted elsewhere: {defaultUser.name}, {reasonOf(defaultUser)}, has no connection
      with auto-posting on.
    </Line>
  );
}

function Whose({ autopost: { defaultUser } }: { autopost: Autopost }) {
  const { user } = useSession();
  if (defaultUser === null || defaultUser.userId === user.id) return null;
  return `${defaultUser.name}’s connections, as ${reasonOf(defaultUser)}. `;
}

function Expired({ connections }: Pick<Autopost, "connections">) {
  const expired = connections.filter(({ state }) => state === "expired");
  if (expired.length === 0) return null;
  return (
    <>
      {" "}
      <Text span inherit c="var(--broadside-warn)">
        <Names connections={expired} /> must be connected again first; until then the post is held.
      </Text>
    </>
  );
}

function Names({ connections }: Pick<Autopost, "connections">) {
  const { data: platforms = [] } = useQuery(platformsQuery);
  const names = connections.map(({ name, platform: id }) => {
    const platform = platforms.find((each) => each.id === id);
    return platform === undefined ? name : `${name} (${platform.name})`;
  });
  return new Intl.ListFormat("en")
    .formatToParts(names)
    .map(({ type, value }, index) =>
      type === "element" ? (
        <strong key={index}>{value}</strong>
      ) : (
        <Fragment key={index}>{value}</Fragment>
      ),
    );
}

function undoWords(undoMinutes: number): string {
  if (undoMinutes === 0) return "";
  return `You can undo it for ${undoMinutes === 1 ? "a minute" : `${undoMinutes} minutes`}.`;
}

function reasonOf({ reason }: NonNullable<Autopost["defaultUser"]>): string {
  return reason === "first-biller" ? "the site’s first biller" : "the site’s first member";
}
