// What editors see of a site's settings, and why they cannot change them.

import { Box, Text } from "@mantine/core";
import type { Site } from "#api/contract/sites.ts";
import { Section } from "../../parts/Section.tsx";
import { nameLanguage, nameZone } from "./site-settings.ts";
import classes from "./sites.module.css";

export function ShownSettings({ site }: { site: Site }) {
  const { name, url, timeZone, language, undoMinutes } = site;
  const shown = [
    ["Name", name],
    ["Address", url ?? "Its public page here"],
    ["Time zone", nameZone(timeZone)],
    ["Language", language === null ? "None in particular" : nameLanguage(language)],
    ["Undo time", undoMinutes === 0 ? "None: posts are shared at once" : minutes(undoMinutes)],
  ] as const;
  return (
    <Section
      title="Settings"
      lead="You are an editor of this site: you write and share its posts. Admins change what is below."
    >
      <Box component="dl" className={`sheet ${classes["facts"] ?? ""}`} m={0} p="md">
        {shown.map(([term, words]) => (
          <div key={term}>
            <Text component="dt" size="sm" c="dimmed">
              {term}
            </Text>
            <Text component="dd" m={0} className="as-written">
              {words}
            </Text>
          </div>
        ))}
      </Box>
    </Section>
  );
}

function minutes(count: number): string {
  return count === 1 ? "1 minute" : `${count} minutes`;
}
