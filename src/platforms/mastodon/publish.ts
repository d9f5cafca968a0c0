// The steps carried out at the instance, and the look at the account's posts once the key of a post no
// longer protects from a second one.

import { readAnswer } from "#connector/answer.ts";
import type {
  Account,
  Call,
  Done,
  Finding,
  InterruptedCall,
  Receipt,
  Segment,
  Session,
  StepResult,
} from "#connector/contract.ts";
import { minutes, plus, seconds } from "#kernel/clock.ts";

import { details } from "./about.ts";
import { isSame } from "./content.ts";
import { imageOf, readName, segmentExtra, segmentIntent } from "./steps.ts";
import { ask, mediaAnswer, statusAnswer, statusesAnswer } from "./wire.ts";
import type { Status } from "./wire.ts";

/** For a file of up to 16 MB on a slow line. */
const uploadTimeoutMs = minutes(2);
const processingPauseMs = seconds(2);
const unfinishedPauseMs = seconds(5);
/** Clocks differ. */
const skewMs = minutes(5);
/** The most that one page holds. */
const pageSize = 40;
/** Of Mastodon itself and, with longer ids, of servers that speak its language. */
const statusPath =
  /^\/(?:(?:web|deck)\/)?(?:@|users\/)([\w.-]+)(?:@[\w.-]+)?\/(?:statuses\/)?(\d+|[0-9A-Za-z]{18,26})\/?$/;

export function run(call: Call, session: Session): Promise<StepResult> {
  const { kind, index } = readName(call.step.name);
  switch (kind) {
    case "upload":
      return upload(call, session, index);
    case "ready":
      return lookAtUpload(call, session, index);
    case "segment":
      return post(call, session, index);
  }
}

export async function reconcile(call: InterruptedCall, session: Session): Promise<Finding> {
  const { index } = readName(call.step.name);
  const { instance, accountId } = details.parse(call.account.details);
  const path = `/api/v1/accounts/${accountId}/statuses`;
  const query = { limit: String(pageSize), exclude_reblogs: "true" };
  const answer = await ask(session, { method: "GET", instance, path, query });
  const statuses = readAnswer(answer, statusesAnswer);
  const since = plus(call.startedAt, -skewMs);
  const recent = statuses.filter((status) => new Date(status.created_at) >= since);
  const parentId = index === 0 ? null : idOf(call, `segment-${index - 1}`);
  const found = recent.find(
    (status) =>
      (status.in_reply_to_id ?? null) === parentId && shows(status, segmentOf(call, index)),
  );
  if (found) return { found: published(found) };
  // A page full of newer ones: it may be on the next.
  return recent.length < pageSize ? "absent" : "unknown";
}

/** The post that the address names, on the account's own server: others know it by another id. */
export function resultAt(url: string, account: Account) {
  const address = URL.parse(url);
  const [path, name, id] = statusPath.exec(address?.pathname ?? "") ?? [];
  if (address === null || path === undefined || id === undefined) return undefined;
  const [, username, domain] = (account.handle ?? "").split("@");
  const { instance } = details.parse(account.details);
  const hosts = [URL.parse(instance)?.host, URL.parse(account.url ?? "")?.host, domain];
  if (!hosts.includes(address.host) || name?.toLowerCase() !== username?.toLowerCase()) {
    return undefined;
  }
  return { result: { id }, receipt: { remoteId: id, permalink: address.origin + path } };
}

/** Images are counted and not told by id: they may have been uploaded anew since. */
function shows(
  { content, media_attachments: attached }: Status,
  { text, images, extra }: Segment,
): boolean {
  if (attached != null && attached.length !== images.length) return false;
  // Mastodon makes the warning the text where there is no text.
  const { contentWarning = "" } = segmentExtra.parse(extra);
  return isSame(content, text) || (text === "" && isSame(content, contentWarning));
}

async function post(call: Call, session: Session, index: number): Promise<StepResult> {
  const { text, images, extra } = segmentOf(call, index);
  const { visibility, contentWarning, language } = segmentExtra.parse(extra);
  const { instance } = details.parse(call.account.details);
  const mediaIds = images.map((_, number) => idOf(call, `image-${number}`));
  const answer = await ask(session, {
    ...{ method: "POST", instance, path: "/api/v1/statuses" },
    headers: { "idempotency-key": segmentIntent.parse(call.intent).key },
    json: {
      ...{ status: text, visibility },
      ...(mediaIds.length > 0 && { media_ids: mediaIds }),
      ...(index > 0 && { in_reply_to_id: idOf(call, `segment-${index - 1}`) }),
      ...(contentWarning !== undefined && { spoiler_text: contentWarning }),
      ...(language !== undefined && { language }),
    },
  });
  // The one refusal of its kind that is worth another try; the words are the server's, in its language.
  if (answer.status === 422 && /finished processing/i.test(answer.text())) {
    return { waitUntil: plus(session.now(), unfinishedPauseMs) };
  }
  return published(readAnswer(answer, statusAnswer));
}

async function upload(call: Call, session: Session, index: number): Promise<Done> {
  const { mediaId, mediaType, alt } = imageOf(call, index);
  const { instance } = details.parse(call.account.details);
  const form = new FormData();
  const file = new Blob([await call.readMedia(mediaId)], { type: mediaType });
  form.set("file", file, `image.${mediaType.replace("image/", "")}`);
  if (alt !== "") form.set("description", alt);
  const asking = { method: "POST", instance, path: "/api/v2/media", form } as const;
  const answer = await ask(session, { ...asking, timeoutMs: uploadTimeoutMs });
  const { id } = readAnswer(answer, mediaAnswer);
  return { result: { id, isReady: answer.status === 200 } };
}

async function lookAtUpload(call: Call, session: Session, index: number): Promise<StepResult> {
  const uploaded = call.results[`image-${index}`];
  if (uploaded?.["isReady"] === true) return { result: {} };
  const { instance } = details.parse(call.account.details);
  const path = `/api/v1/media/${idOf(call, `image-${index}`)}`;
  const answer = await ask(session, { method: "GET", instance, path });
  readAnswer(answer, mediaAnswer);
  const isProcessing = answer.status === 206;
  return isProcessing ? { waitUntil: plus(session.now(), processingPauseMs) } : { result: {} };
}

function segmentOf({ composition }: Call, index: number): Segment {
  const segment = composition.segments[index];
  if (!segment) throw new Error(`The composition has no segment ${index}`);
  return segment;
}

function idOf({ results }: Call, step: string): string {
  return mediaAnswer.parse(results[step]).id;
}

function published({ id, url, uri }: Status): Done & { receipt: Receipt } {
  return { result: { id }, receipt: { remoteId: id, permalink: url ?? uri } };
}
