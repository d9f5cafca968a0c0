// The way to how a site's captions are made.

import { Box } from "@mantine/core";
import type { Site } from "#api/contract/sites.ts";
import { PageButton } from "../../parts/links.tsx";
import { Section } from "../../parts/Section.tsx";

export function CaptionsLink({ site: { id } }: { site: Site }) {
  return (
    <Section
      title="Captions"
      lead="What the copies of a post say: templates, threads, marks for statistics, and the voice of AI."
    >
      <Box>
        <PageButton to="/sites/$siteId/captions" params={{ siteId: id }} variant="default">
          Templates and voice
        </PageButton>
      </Box>
    </Section>
  );
}
