// The name of the site that is worked on, and the way to the user's other ones.

import { NativeSelect, Text } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useSession } from "../session.tsx";

export function SiteSwitch() {
  const { site, sites, chooseSite } = useSession();
  const params = useParams({ strict: false });
  const navigate = useNavigate();
  if (sites.length === 1) {
    return (
      <Text c="dimmed" truncate>
        {site.name}
      </Text>
    );
  }
  return (
    <NativeSelect
      aria-label="Site"
      value={site.id}
      data={sites.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(event) => {
        chooseSite(event.currentTarget.value);
        // What is shown belongs to the site that is left.
        if (Object.keys(params).length > 0) void navigate({ to: "/" });
      }}
      miw={0}
      maw={320}
    />
  );
}
