// Captions as clients send them: for whom each is meant, and whether its template can be filled in.

import { isId } from "#kernel/ids.ts";
import { checkTemplate } from "#text/template.ts";
import { templateProblemInWords } from "#text/template-parts.ts";
import type { CaptionRules } from "#text/caption-rules.ts";
import { findConnections } from "#connections/connections.ts";
import { defaultUserOf } from "#people/members.ts";
import type { ApiContext, Caller } from "./env.ts";
import { invalid } from "./problems.ts";

type Captions = Readonly<Record<string, string>>;

/** @throws ApiProblem when the template names a variable that does not exist, or has a block half open */
export function requireTemplate(path: string, template: string): void {
  const problem = checkTemplate(template);
  if (problem !== null) throw invalid(path, templateProblemInWords(problem));
}

/**
 * Checks what a post of the site says to whom. Whom it was meant for before may be gone by now.
 * @throws ApiProblem
 */
export async function requireCaptions(
  context: ApiContext,
  caller: Caller,
  siteId: string,
  { captions, before = {} }: { captions: Captions; before?: Captions },
): Promise<void> {
  for (const [key, template] of Object.entries(captions)) {
    requireTemplate(`captions.${key}`, template);
  }
  const added = Object.keys(captions).filter((key) => !(key in before));
  await requireKeys(context, caller, siteId, { at: "captions", keys: added });
}

/** Checks a site's rules likewise. @throws ApiProblem */
export async function requireRules(
  context: ApiContext,
  caller: Caller,
  siteId: string,
  { rules, before }: { rules: CaptionRules; before: CaptionRules },
): Promise<void> {
  for (const [key, { template = "" }] of Object.entries(rules)) {
    requireTemplate(`rules.${key}.template`, template);
  }
  const added = Object.keys(rules).filter((key) => !(key in before));
  await requireKeys(context, caller, siteId, { at: "rules", keys: added });
}

async function requireKeys(
  context: ApiContext,
  caller: Caller,
  siteId: string,
  { at, keys }: { at: string; keys: readonly string[] },
): Promise<void> {
  const { platforms } = context.connections;
  const others = keys.filter((key) => key !== "default" && !platforms.has(key));
  const known = await sharedTo(context, caller, siteId, others.filter(isId));
  for (const key of others) {
    if (known.has(key)) continue;
    const message = isId(key)
      ? `There is no connection ${key} that this site's posts go to.`
      : `"${key}" is neither "default", a platform nor a connection.`;
    throw invalid(`${at}.${key}`, message);
  }
}

/** Those of the ids that are connections of the caller or of whom the site posts for. */
async function sharedTo(
  { db }: ApiContext,
  { userId }: Caller,
  siteId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const defaultUser = await defaultUserOf(db, siteId);
  const userIds = new Set([userId, defaultUser?.userId ?? userId]);
  const found = await Promise.all([...userIds].map((each) => findConnections(db, each, ids)));
  return new Set(found.flat().map(({ id }) => id));
}
