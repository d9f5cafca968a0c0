// What is to be shared, and where: a post or a message, and the caller's connections.

import { createHash } from "node:crypto";
import type { Wording } from "#text/caption.ts";
import type { ContentWithImages } from "#captions/compose.ts";
import { findSiteCaptions } from "#captions/site-captions.ts";
import { findConnections } from "#connections/connections.ts";
import type { Composition, Connector } from "#connector/contract.ts";
import { optionProblem } from "#connector/options.ts";
import type { Queryable } from "#store/open.ts";
import { composeTarget } from "#workflows/run.ts";
import type { Target } from "#workflows/run.ts";
import type { WorkflowsContext } from "#workflows/context.ts";
import { contentOf } from "#workflows/content.ts";
import { autopostOf } from "#workflows/share.ts";
import { postOf, siteOf } from "./access.ts";
import { requireTemplate } from "./caption-input.ts";
import type { ApiContext, Caller } from "./env.ts";
import { invalid } from "./problems.ts";

type Options = Readonly<Record<string, boolean | string>>;

interface TargetInput extends Wording {
  connectionId: string;
  options?: Options | undefined;
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

/** What is to be shared, with where to. @throws ApiProblem */
export async function readSharing(
  db: Queryable,
  context: ApiContext,
  caller: Caller,
  input: SubjectInput & { targets: readonly TargetInput[] },
): Promise<Subject & { targets: Target[] }> {
  const subject = await readSubject(db, context.workflows, caller, input);
  const { siteId } = subject;
  const targets = await readTargets(db, context, { caller, siteId }, input.targets);
  return { ...subject, targets };
}

/** @throws ApiProblem */
export async function readSubject(
  db: Queryable,
  workflows: Pick<WorkflowsContext, "publicUrl">,
  caller: Caller,
  { postId, message = "", siteId }: SubjectInput,
): Promise<Subject> {
  if (postId !== undefined) {
    const post = await postOf(db, caller, postId);
    return { siteId: post.siteId, postId, content: await contentOf(db, workflows, post) };
  }
  if (message.trim() === "") throw invalid("message", "The message is empty.");
  const site = await siteOf(db, caller, siteId);
  const content: ContentWithImages = {
    ...{ title: "", excerpt: "", body: message, url: null, tags: [], captions: {}, images: [] },
    ...{ author: "", site: site.name, language: site.language },
    rules: (await findSiteCaptions(db, site.id)).rules,
  };
  return { siteId: site.id, postId: null, content };
}

/**
 * A member of a site may send to what the site auto-posts to, as saving a post does, and to connections
 * of their own.
 * @throws ApiProblem naming the first connection that is neither, or a caption's mistake
 */
export async function readTargets(
  db: Queryable,
  { workflows, connections: { platforms } }: ApiContext,
  { caller, siteId }: { caller: Caller; siteId: string },
  inputs: readonly TargetInput[],
): Promise<Target[]> {
  const ids = inputs.map(({ connectionId }) => connectionId);
  const own = await findConnections(db, caller.userId, ids);
  const found = [...own, ...(await autopostOf(db, workflows, siteId)).connections];
  const byId = new Map(found.map((connection) => [connection.id, connection]));
  return inputs.map(({ connectionId, options, ...wording }, index) => {
    const connection = byId.get(connectionId);
    const connector = platforms.get(connection?.platform ?? "")?.connector;
    const at = `targets.${index}`;
    if (connection === undefined || connector === undefined) {
      const message = `There is no connection ${connectionId} of yours, or of this site's.`;
      throw invalid(`${at}.connectionId`, message);
    }
    if (ids.indexOf(connectionId) !== index) {
      throw invalid(`${at}.connectionId`, "This connection is named twice.");
    }
    requireTemplate(`${at}.caption`, wording.caption ?? "");
    requireOptions(`${at}.options`, options ?? {}, connector);
    return { connection, options, ...wording };
  });
}

/** What each target would get. */
export function composeAll(
  db: Queryable,
  workflows: WorkflowsContext,
  { content }: Pick<Subject, "content">,
  targets: readonly Target[],
): Promise<Composition[]> {
  return Promise.all(targets.map((target) => composeTarget(db, workflows, content, target)));
}

/** Tells the compositions of some targets from all others; an HTTP entity tag. */
export function etagOf(targets: readonly Target[], compositions: readonly Composition[]): string {
  const ids = targets.map(({ connection }) => connection.id);
  const hash = createHash("sha256").update(JSON.stringify([ids, compositions]));
  return `"${hash.digest("base64url")}"`;
}

function requireOptions(path: string, values: Options, { about, options }: Connector): void {
  for (const [name, value] of Object.entries(values)) {
    const option = options.find((each) => each.name === name);
    if (option === undefined) {
      throw invalid(`${path}.${name}`, `${about.name} has no option "${name}".`);
    }
    const problem = optionProblem(option, value);
    if (problem !== null) throw invalid(`${path}.${name}`, problem);
  }
}
