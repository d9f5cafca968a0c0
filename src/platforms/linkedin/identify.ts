// Whose tokens they are, and which pages they reach.

import type { z } from "zod";

import { readAnswer } from "#connector/answer.ts";
import type { Account, Identity, Session } from "#connector/contract.ts";

import { about } from "./about.ts";
import { ask, organizationsAnswer, rolesAnswer, userInfo } from "./wire.ts";

/**
 * Of those who may post, the ones that administer a page; the second goes by two names.
 * https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api
 * https://learn.microsoft.com/linkedin/compliance/integrations/organizations/organization-access-control (2026-11-25)
 */
const postingRoles = ["ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR"];

/** Without a size, LinkedIn gives 10. */
const pageSize = 100;
/** Ours: nobody chooses from more. */
const maxPages = 500;
/** Ours, so that the address of a request stays short. */
const namesAtOnce = 50;

const organizationUrn = /^urn:li:organization:(\d+)$/;

type Names = z.infer<typeof organizationsAnswer>["results"];

export async function identify(session: Session): Promise<Identity> {
  const answer = await ask(session, { method: "GET", path: "/v2/userinfo" });
  const { sub, name, picture } = readAnswer(answer, userInfo);
  return {
    account: {
      ...{ remoteId: `urn:li:person:${sub}`, kind: "person", name, handle: null, url: null },
      ...{ avatarUrl: picture ?? null, details: {} },
    },
    credential: session.credential,
  };
}

/** In as few requests as can be, for an app that is new may ask little a day. */
export async function targets(session: Session): Promise<readonly Account[]> {
  const ids = await pagesOf(session);
  const accounts: Account[] = [];
  for (let start = 0; start < ids.length; start += namesAtOnce) {
    const some = ids.slice(start, start + namesAtOnce);
    const names = await namesOf(session, some);
    accounts.push(...some.map((id) => toAccount(id, names, session)));
  }
  return accounts;
}

async function pagesOf(session: Session): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (let start = 0; start < maxPages; start += pageSize) {
    const paging = { start: String(start), count: String(pageSize) };
    const answer = await ask(session, {
      ...{ method: "GET", path: "/rest/organizationAcls" },
      query: { q: "roleAssignee", state: "APPROVED", ...paging },
    });
    const { elements } = readAnswer(answer, rolesAnswer);
    for (const { role, organization, organizationTarget } of elements) {
      const [, id] = organizationUrn.exec(organization ?? organizationTarget ?? "") ?? [];
      if (id !== undefined && postingRoles.includes(role)) ids.add(id);
    }
    if (elements.length < pageSize) break;
  }
  return [...ids];
}

/**
 * Asked in the one way that is open to others than administrators; a page whose name may not be read
 * can still be posted to.
 * https://learn.microsoft.com/linkedin/marketing/community-management/organizations/organization-lookup-api (2026-11-25)
 */
async function namesOf(session: Session, ids: readonly string[]): Promise<Names> {
  const path = `/rest/organizationsLookup?ids=List(${ids.join(",")})`;
  const answer = await ask(session, { method: "GET", path });
  return answer.status === 403 ? {} : readAnswer(answer, organizationsAnswer).results;
}

function toAccount(id: string, names: Names, { origins }: Session): Account {
  const { localizedName: name = `Company page ${id}`, vanityName } = names[id] ?? {};
  return {
    ...{ remoteId: `urn:li:organization:${id}`, kind: "page", name, handle: vanityName ?? null },
    url: `${origins["web"] ?? about.web}/company/${vanityName ?? id}`,
    ...{ avatarUrl: null, details: {} },
  };
}
