// A post's live copies as links to them, and whatever of it is under way or went wrong.

import { Anchor, Group, Text } from "@mantine/core";
import type { Delivery } from "#api/contract/deliveries.ts";
import type { Post } from "#api/contract/posts.ts";
import { looks } from "../../deliveries/states.ts";
import { PageLink } from "../../parts/links.tsx";
import { PlatformIcon } from "../../parts/PlatformIcon.tsx";
import { usePlatform } from "../../use-platforms.ts";
import type { Copy } from "./copies.ts";
import { copiesOf, openDeliveriesOf } from "./copies.ts";

interface PostCopiesProps {
  post: Post;
  /** Whether there is room for the names. */
  isNamed?: boolean;
}

export function PostCopies({ post, isNamed = false }: PostCopiesProps) {
  const copies = copiesOf(post);
  const open = openDeliveriesOf(post);
  if (copies.length + open.length === 0) return null;
  return (
    <Group gap="4px 12px">
      {copies.map((copy) => (
        <CopyLink key={copy.connectionId} copy={copy} isNamed={isNamed} />
      ))}
      {open.map((delivery) => (
        <OpenDelivery key={delivery.id} delivery={delivery} />
      ))}
    </Group>
  );
}

function CopyLink({ copy, isNamed }: { copy: Copy; isNamed: boolean }) {
  const { platform: platformId, accountName, permalink } = copy;
  const platform = usePlatform(platformId);
  const words = `Live at ${accountName} (${platform?.name ?? platformId})`;
  return (
    <Anchor
      href={permalink}
      target="_blank"
      rel="noreferrer"
      aria-label={words}
      title={words}
      c="var(--broadside-good)"
      size="sm"
      underline="hover"
      py={2}
    >
      <Group component="span" gap={4} wrap="nowrap">
        <PlatformIcon svg={platform?.iconSvg} sizePx={18} />
        {isNamed && `Live at ${accountName}`}
      </Group>
    </Anchor>
  );
}

function OpenDelivery({ delivery }: { delivery: Delivery }) {
  const { runId, accountName, state, platform: platformId } = delivery;
  const platform = usePlatform(platformId);
  const { words, Icon, color } = looks[state];
  return (
    <PageLink
      to="/runs/$runId"
      params={{ runId }}
      size="sm"
      c={color}
      underline="hover"
      maw="100%"
      miw={0}
    >
      <Group component="span" gap={4} wrap="nowrap">
        <PlatformIcon svg={platform?.iconSvg} sizePx={16} />
        <Icon size={16} aria-hidden />
        <Text span inherit truncate>
          {accountName}: {words}
        </Text>
      </Group>
    </PageLink>
  );
}
