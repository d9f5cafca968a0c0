// The second step of a first visit: the publication that posts belong to.

import type { User } from "#api/contract/accounts.ts";
import { NewSiteForm } from "../sites/NewSiteForm.tsx";
import { FrontPage } from "./FrontPage.tsx";

export function FirstSite({ user }: { user: User }) {
  return (
    <FrontPage
      title="Name your site"
      lead={`Welcome, ${user.name}. A site is what you publish: a blog, a newsletter, a shop's news.`}
      foot="Were you invited to somebody’s site? Open the link of the invitation instead."
    >
      <NewSiteForm create="Start writing" />
    </FrontPage>
  );
}
