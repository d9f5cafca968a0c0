// One delivery: where it goes, how far it is, and what a person can do about it.

import { Anchor, Box, Button, Group, Text } from "@mantine/core";
import type { Delivery } from "#api/contract/deliveries.ts";
import { ExternalIcon, RetryIcon } from "../parts/icons.ts";
import { Instant } from "../parts/Instant.tsx";
import { PageLink } from "../parts/links.tsx";
import { PlatformIcon } from "../parts/PlatformIcon.tsx";
import { Trouble } from "../parts/Trouble.tsx";
import { usePlatform } from "../use-platforms.ts";
import classes from "./delivery.module.css";
import { canRetry, looks } from "./states.ts";
import { Uncertain } from "./Uncertain.tsx";
import { useDeliveryChange } from "./use-delivery-change.ts";

export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { state, accountName, permalink, platform: platformId } = delivery;
  const platform = usePlatform(platformId);
  const { words, Icon, color } = looks[state];
  const retry = useDeliveryChange(delivery.id, "retry");
  return (
    <Box component="li" py="sm" className={classes.delivery}>
      <div className={classes.line}>
        <PlatformIcon svg={platform?.iconSvg} />
        <Box miw={0}>
          <Text truncate>{accountName}</Text>
          <Text size="sm" c="dimmed" truncate>
            {platform?.name ?? platformId}
          </Text>
        </Box>
        <Group gap={6} wrap="nowrap" c={color} className={classes.state}>
          <Icon size={18} aria-hidden />
          <Text size="sm" fw={600}>
            {words}
          </Text>
        </Group>
        <div className={classes.action}>
          {permalink !== null && (
            <Anchor href={permalink} target="_blank" rel="noreferrer" size="sm">
              Open the post <ExternalIcon size={14} aria-hidden />
            </Anchor>
          )}
          {canRetry(delivery) && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<RetryIcon size={14} aria-hidden />}
              loading={retry.isPending}
              onClick={() => retry.mutate(undefined)}
              aria-label={`Retry ${accountName}`}
            >
              Retry
            </Button>
          )}
        </div>
      </div>
      <WhatIsWrong delivery={delivery} />
      <Trouble error={retry.error} />
      {state === "uncertain" && <Uncertain delivery={delivery} />}
    </Box>
  );
}

function WhatIsWrong({ delivery: { trouble, state } }: { delivery: Delivery }) {
  if (trouble === null || state === "published") return null;
  const { kind, message, until, reference } = trouble;
  return (
    <Text size="sm" mt={4} className="as-written">
      {message}
      {until !== undefined && (
        <>
          {" "}
          It goes on by itself: <Instant at={until} />.
        </>
      )}
      {reference !== undefined && ` For the operator: ${reference}.`}
      {kind === "reconnect" && (
        <>
          {" "}
          <PageLink to="/connections">Connect it again</PageLink>
        </>
      )}
    </Text>
  );
}
