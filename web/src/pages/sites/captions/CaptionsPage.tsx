// How a site's captions are made: templates, what happens to long ones, marks for statistics, the voice
// for AI. Admins change them, editors see them.

import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Site } from "#api/contract/sites.ts";
import { PageLink } from "../../../parts/links.tsx";
import { Loaded } from "../../../parts/Loaded.tsx";
import { Page } from "../../../parts/Page.tsx";
import {
  autopostQuery,
  connectionsQuery,
  platformsQuery,
  siteCaptionsQuery,
} from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { destinationsOf } from "../../posts/share/destinations.ts";
import { NoSite } from "../NoSite.tsx";
import { CaptionsForm } from "./CaptionsForm.tsx";

export function CaptionsPage() {
  const { siteId } = useParams({ from: "/gate/sites/$siteId/captions" });
  const { sites } = useSession();
  const site = sites.find(({ id }) => id === siteId);
  if (site === undefined) return <NoSite />;
  return (
    <Page
      key={site.id}
      title="Captions"
      isWide
      lead={
        <>
          Of{" "}
          <PageLink to="/sites/$siteId" params={{ siteId }} inherit>
            {site.name}
          </PageLink>
          {site.role === "editor" && ". You see them here; admins change them."}
        </>
      }
    >
      <Captions site={site} />
    </Page>
  );
}

function Captions({ site }: { site: Site }) {
  const captions = useQuery(siteCaptionsQuery(site.id));
  const platforms = useQuery(platformsQuery);
  const own = useQuery(connectionsQuery).data ?? [];
  const autopost = useQuery(autopostQuery(site.id));
  return (
    <Loaded query={captions}>
      {(saved) => (
        <Loaded query={platforms}>
          {(all) => (
            <Loaded query={autopost}>
              {(auto) => (
                <CaptionsForm
                  site={site}
                  saved={saved}
                  platforms={all}
                  connections={destinationsOf({ own, autopost: auto })}
                />
              )}
            </Loaded>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}
