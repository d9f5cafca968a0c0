// Where the user is signed in, and the ways to end it.

import { Badge, Box, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session } from "#api/contract/accounts.ts";
import { postAuth, remove } from "../../api.ts";
import { Instant } from "../../parts/Instant.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { dayInWords, deviceInWords, placeInWords } from "./session-words.ts";
import { sessionsQuery } from "./queries.ts";
import { Section } from "./Section.tsx";

export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  return (
    <Section
      title="Where you are signed in"
      lead="If there is one that you do not know, sign it out and change your password."
    >
      <Loaded query={sessions} heightPx={120}>
        {(all) => (
          <>
            <Stack component="ul" gap="sm" m={0} p={0} className="plain-list" aria-live="polite">
              {currentFirst(all).map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </Stack>
            <EndMany hasOthers={all.some(({ isCurrent }) => !isCurrent)} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function currentFirst(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent));
}

function SessionRow({ session }: { session: Session }) {
  const { id, userAgent, ipAddress, createdAt, lastSeenAt, isCurrent } = session;
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => remove(`/sessions/${id}`),
    // One that is gone already has gone all the same.
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  const device = deviceInWords(userAgent);
  return (
    <Box component="li">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Box miw={0}>
          <Group gap="xs">
            <Text fw={500}>{device}</Text>
            {isCurrent && (
              <Badge variant="light" tt="none">
                This one
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" className="as-written">
            {ipAddress === null ? "" : `${placeInWords(ipAddress)}, `}
            last seen {dayInWords(lastSeenAt, new Date())}; signed in <Instant at={createdAt} />
          </Text>
        </Box>
        {!isCurrent && (
          <Button
            variant="default"
            size="compact-sm"
            flex="none"
            loading={end.isPending}
            onClick={() => end.mutate()}
            aria-label={`Sign out ${device}`}
          >
            Sign out
          </Button>
        )}
      </Group>
      <Trouble error={end.error} />
    </Box>
  );
}

function EndMany({ hasOthers }: { hasOthers: boolean }) {
  const queryClient = useQueryClient();
  const endOthers = useMutation({
    mutationFn: () => postAuth("/revoke-other-sessions", {}),
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  const endAll = useMutation({
    mutationFn: () => postAuth("/revoke-sessions", {}),
    onSuccess: () => queryClient.resetQueries(),
  });
  return (
    <>
      <Group gap="xs" mt="md">
        {hasOthers && (
          <Button
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            Sign out everywhere else
          </Button>
        )}
        <Button variant="default" loading={endAll.isPending} onClick={() => endAll.mutate()}>
          Sign out everywhere
        </Button>
      </Group>
      <Trouble error={endOthers.error ?? endAll.error} />
    </>
  );
}
