// What is to be shared, and where: a post or a message, and the caller's connections.

import type { ContentWithImages } from "#captions/compose.ts";
import { findConnections } from "#connections/connections.ts";
import type { Connector } from "#connector/contract.ts";
import type { Queryable } from "#store/open.ts";
import type { Target } from "#workflows/run.ts";
import { contentOf } from "#workflows/run.ts";
import { postOf, siteOf } from "./access.ts";
import { requireTemplate } from "./caption-input.ts";
import type { ApiContext, Caller } from "./env.ts";
import { invalid } from "./problems.ts";

interface TargetInput {
  connectionId: string;
  caption?: string | undefined;
  options?: Record<string, boolean> | undefined;
}

interface SubjectInput {
  postId?: string | undefined;
  message?: string | undefined;
  siteId?: string | undefined;
}

export interface Subject {
  siteId: string;
  postId: string | null;
  content: ContentWithImages;
}

/** @throws ApiProblem */
export async function readSubject(
  db: Queryable,
  caller: Caller,
  { postId, message = "", siteId }: SubjectInput,
): Promise<Subject> {
  if (postId !== undefined) {
    const post = await postOf(db, caller, postId);
    return { siteId: post.siteId, postId, content: await contentOf(db, post) };
  }
  if (message.trim() === "") throw invalid("message", "The message is empty.");
  const site = await siteOf(db, caller, siteId);
  const content: ContentWithImages = {
    ...{ title: "", excerpt: "", body: message, url: null, tags: [], captions: {}, images: [] },
    ...{ author: "", site: site.name, language: site.language },
  };
  return { siteId: site.id, postId: null, content };
}

/** @throws ApiProblem naming the first connection that is not the caller's, or a caption's mistake */
export async function readTargets(
  db: Queryable,
  { connections: { platforms } }: ApiContext,
  { userId }: Caller,
  inputs: readonly TargetInput[],
): Promise<Target[]> {
  const ids = inputs.map(({ connectionId }) => connectionId);
  const found = await findConnections(db, userId, ids);
  const byId = new Map(found.map((connection) => [connection.id, connection]));
  return inputs.map(({ connectionId, caption, options }, index) => {
    const connection = byId.get(connectionId);
    const connector = platforms.get(connection?.platform ?? "")?.connector;
    const at = `targets.${index}`;
    if (connection === undefined || connector === undefined) {
      throw invalid(`${at}.connectionId`, `You have no connection ${connectionId}.`);
    }
    if (ids.indexOf(connectionId) !== index) {
      throw invalid(`${at}.connectionId`, "This connection is named twice.");
    }
    requireTemplate(`${at}.caption`, caption ?? "");
    requireOptions(`${at}.options`, Object.keys(options ?? {}), connector);
    return { connection, caption, options };
  });
}

function requireOptions(path: string, names: readonly string[], { about, options }: Connector) {
  const unknown = names.find((name) => !options.some((option) => option.name === name));
  if (unknown === undefined) return;
  throw invalid(`${path}.${unknown}`, `${about.name} has no option "${unknown}".`);
}
