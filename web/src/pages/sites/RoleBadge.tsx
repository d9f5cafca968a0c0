// What a member is in a site.

import { Badge } from "@mantine/core";
import type { Site } from "#api/contract/sites.ts";

export function RoleBadge({ role }: { role: Site["role"] }) {
  return (
    <Badge variant="default" flex="none">
      {role === "admin" ? "Admin" : "Editor"}
    </Badge>
  );
}
