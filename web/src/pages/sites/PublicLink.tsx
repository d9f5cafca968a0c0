// The way to what readers see of a site.

import { Anchor, Group } from "@mantine/core";
import type { Site } from "#api/contract/sites.ts";
import { ExternalIcon } from "../../parts/icons.ts";

/** To the index of its public pages. */
export function PublicLink({ site: { name, pageUrl } }: { site: Site }) {
  return (
    <Anchor
      href={pageUrl}
      target="_blank"
      rel="noreferrer"
      size="sm"
      aria-label={`Public page of ${name}`}
    >
      <Group component="span" display="inline-flex" gap={4}>
        Public page <ExternalIcon size={14} stroke={1.6} aria-hidden />
      </Group>
    </Anchor>
  );
}
