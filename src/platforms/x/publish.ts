// The steps carried out, and the look at the timeline when nobody saw how a post ended.

import { readAnswer } from "#connector/answer.ts";
import type {
  Account,
  Call,
  Done,
  Finding,
  InterruptedCall,
  Receipt,
  Session,
  StepResult,
} from "#connector/contract.ts";
import { failureOf } from "#connector/failure.ts";
import { minutes, plus, seconds } from "#kernel/clock.ts";

import { about } from "./about.ts";
import { isParentUnseen } from "./errors.ts";
import {
  appendPart,
  beginUpload,
  describe,
  endUpload,
  lookAtUpload,
  uploadWhole,
} from "./media.ts";
import { idIn, mediaAfter, readName, segmentExtra, waitIntent } from "./steps.ts";
import { lookFor, reachesBackTo } from "./timeline.ts";
import { ask, createdAnswer, timelineAnswer } from "./wire.ts";

/**
 * A new post is not everywhere at X at once. It takes seconds until it can be answered
 * (PLhery/node-twitter-api-v2#366 on GitHub, 2026-11-25); how long until a timeline has it, nobody says.
 */
const replyPauseMs = seconds(5);
/** After that, the post that is to be answered has been deleted. */
const replyPatienceMs = minutes(1);
const settlingMs = seconds(10);
/** Clocks differ: how far is looked back, and how far at least where that is more than one answer holds. */
const skews = { likelyMs: minutes(2), usualMs: seconds(30) };
/** The most that X gives. */
const pageSize = 100;
const postPath = /^\/(?:i\/web|i|(\w+))\/status\/(\d{1,19})(?:\/|$)/;

export function run(call: Call, session: Session): Promise<StepResult> {
  const { kind, index, part } = readName(call.step.name);
  switch (kind) {
    case "upload":
      return uploadWhole(call, session, index);
    case "begin":
      return beginUpload(call, session, index);
    case "part":
      return appendPart(call, session, { index, part });
    case "end":
      return endUpload(call, session, index);
    case "ready":
      return lookAtUpload(call, session, index);
    case "alt":
      return describe(call, session, index);
    case "segment":
      return post(call, session, index);
  }
}

/** Reads, and never sends again: X's refusal of a duplicate proves less than its timeline. */
export async function reconcile(call: InterruptedCall, session: Session): Promise<Finding> {
  const { startedAt, lastSentAt } = call;
  const { index } = readName(call.step.name);
  const { text, images } = segmentOf(call, index);
  const parentId = index === 0 ? null : idIn(call, `segment-${index - 1}`);
  const start = plus(startedAt, -skews.likelyMs).toISOString();
  const answer = await ask(session, {
    method: "GET",
    path: `/2/users/${call.account.remoteId}/tweets`,
    query: {
      ...(parentId === null ? { start_time: start } : { since_id: parentId }),
      max_results: String(pageSize),
      "tweet.fields": "attachments,created_at,entities,referenced_tweets",
    },
  });
  const timeline = readAnswer(answer, timelineAnswer);
  const sought = { text, hasImages: images.length > 0, parentId, startedAt };
  const found = lookFor(timeline.data, sought);
  if (typeof found === "object") return { found: published(found.id, call.account, session) };
  const settledAt = plus(lastSentAt, settlingMs);
  if (session.now() < settledAt) return { waitUntil: settledAt };
  const isProof = reachesBackTo(timeline, plus(startedAt, -skews.usualMs));
  return isProof && found === undefined ? "absent" : "unknown";
}

/** The post that the address names, if it can be this account's. */
export function resultAt(url: string, { handle }: Account) {
  const address = URL.parse(url);
  const [path, name, id] = postPath.exec(address?.pathname ?? "") ?? [];
  if (address === null || path === undefined || id === undefined) return undefined;
  const isOthers = name !== undefined && handle !== null && !isNamed(handle, name);
  if (isOthers) return undefined;
  const permalink = address.origin + path.replace(/\/$/, "");
  return { result: { id }, receipt: { remoteId: id, permalink } };
}

async function post(call: Call, session: Session, index: number): Promise<StepResult> {
  const { text, images, extra } = segmentOf(call, index);
  const { replySettings, madeWithAi } = segmentExtra.parse(extra);
  const mediaIds = images.map((_, number) => mediaAfter(call, number));
  const answer = await ask(session, {
    method: "POST",
    path: "/2/tweets",
    json: {
      text,
      ...(mediaIds.length > 0 && { media: { media_ids: mediaIds } }),
      ...(index > 0 && { reply: { in_reply_to_tweet_id: idIn(call, `segment-${index - 1}`) } }),
      ...(replySettings && { reply_settings: replySettings }),
      ...(madeWithAi && { made_with_ai: true }),
    },
  });
  try {
    return published(readAnswer(answer, createdAnswer).data.id, call.account, session);
  } catch (error) {
    const failure = failureOf(error);
    const isTooEarly =
      index > 0 &&
      failure !== undefined &&
      isParentUnseen(failure) &&
      session.now() < plus(new Date(waitIntent.parse(call.intent).since), replyPatienceMs);
    if (!isTooEarly) throw error;
    return { waitUntil: plus(session.now(), replyPauseMs) };
  }
}

function segmentOf({ composition }: Call, index: number) {
  const segment = composition.segments[index];
  if (!segment) throw new Error(`The composition has no segment ${index}`);
  return segment;
}

function published(
  id: string,
  { handle }: Account,
  { origins }: Session,
): Done & { receipt: Receipt } {
  const web = origins["web"] ?? about.web;
  const permalink = `${web}/${handle === null ? "i/web" : nameIn(handle)}/status/${id}`;
  return { result: { id }, receipt: { remoteId: id, permalink } };
}

function isNamed(handle: string, name: string): boolean {
  return nameIn(handle).toLowerCase() === name.toLowerCase();
}

function nameIn(handle: string): string {
  return handle.replace(/^@/, "");
}
