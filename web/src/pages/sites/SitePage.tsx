// One site: its settings, its people, and its end.

import { useParams } from "@tanstack/react-router";
import { Page } from "../../parts/Page.tsx";
import { useSession } from "../../session.tsx";
import { CaptionsLink } from "./CaptionsLink.tsx";
import { DeleteSite } from "./DeleteSite.tsx";
import { Invitations } from "./Invitations.tsx";
import { Members } from "./Members.tsx";
import { NoSite } from "./NoSite.tsx";
import { PublicLink } from "./PublicLink.tsx";
import { ShownSettings } from "./ShownSettings.tsx";
import { SiteSettings } from "./SiteSettings.tsx";

export function SitePage() {
  const { siteId } = useParams({ from: "/gate/sites/$siteId" });
  const { sites } = useSession();
  const site = sites.find(({ id }) => id === siteId);
  if (site === undefined) return <NoSite />;
  const isAdmin = site.role === "admin";
  return (
    <Page key={site.id} title={site.name} lead={<PublicLink site={site} />}>
      {isAdmin ? <SiteSettings site={site} /> : <ShownSettings site={site} />}
      <CaptionsLink site={site} />
      <Members site={site} />
      {isAdmin && <Invitations site={site} />}
      {isAdmin && <DeleteSite site={site} />}
    </Page>
  );
}
