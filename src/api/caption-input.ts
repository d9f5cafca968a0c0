// Captions as clients send them: for whom each is meant, and whether its template can be filled in.

import { isId } from "#kernel/ids.ts";
import { checkTemplate } from "#text/template.ts";
import { findConnections } from "#connections/connections.ts";
import { defaultUserOf } from "#people/members.ts";
import type { ApiContext, Caller } from "./env.ts";
import { invalid } from "./problems.ts";

type Captions = Readonly<Record<string, string>>;

/** @throws ApiProblem when a variable in the template does not exist */
export function requireTemplate(path: string, template: string): void {
  const problem = checkTemplate(template);
  if (problem === null) return;
  const names = problem.names.map((name) => `{{${name}}}`).join(", ");
  throw invalid(path, `There is no variable ${names}.`);
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
  const { platforms } = context.connections;
  const added = Object.keys(captions).filter((key) => !(key in before));
  const others = added.filter((key) => key !== "default" && !platforms.has(key));
  const known = await sharedTo(context, caller, siteId, others.filter(isId));
  for (const key of others) {
    if (known.has(key)) continue;
    const message = isId(key)
      ? `There is no connection ${key} that this site's posts go to.`
      : `"${key}" is neither "default", a platform nor a connection.`;
    throw invalid(`captions.${key}`, message);
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
