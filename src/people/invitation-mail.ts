// The mail that invites somebody to a site.

import type { Invitation } from "./invitations.ts";
import type { Mail } from "./mails.ts";

export interface InvitationMail {
  invitation: Invitation;
  siteName: string;
  link: string;
}

export function invitationMail({ invitation, siteName, link }: InvitationMail): Mail {
  const { email, role, invitedBy } = invitation;
  const may = role === "admin" ? "manage it and its members" : "write and share its posts";
  return {
    to: email,
    subject: `Join ${siteName} on Broadside`,
    paragraphs: [
      `${invitedBy ?? "Somebody"} invites you to ${siteName}: you will be able to ${may}.`,
      "The invitation is for this address and lasts seven days. If you did not expect it, ignore it.",
    ],
    action: { label: `Join ${siteName}`, url: link },
  };
}
