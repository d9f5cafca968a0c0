// What an invitation invites to, in words.

import type { ShownInvitation } from "#api/contract/sites.ts";

export function describeInvitation({ siteName, role, invitedBy }: ShownInvitation): string {
  const may =
    role === "admin"
      ? "As an admin you write and share its posts, and manage its settings and members."
      : "As an editor you write and share its posts.";
  return `${invitedBy ?? "Somebody"} invites you to ${siteName}. ${may}`;
}
