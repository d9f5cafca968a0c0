// The steps carried out at the server that holds the account. Posts are created under keys chosen
// beforehand, so that a lost answer can always be looked up.

import type { z } from "zod";

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
import { minutes } from "#kernel/clock.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";

import { about } from "./about.ts";
import { postRecord, segmentIntent } from "./record.ts";
import { didOf } from "./resolve.ts";
import { handlesIn, imageOf, mentions, readBack, segmentIndex } from "./steps.ts";
import {
  collection,
  foundRef,
  pdsOf,
  procedure,
  query,
  readRecord,
  recordRef,
  refusalName,
  uploadedBlob,
} from "./wire.ts";

type RecordRef = z.infer<typeof recordRef>;

/** For a file of up to 2 MB on a slow line. */
const uploadTimeoutMs = minutes(2);
const postPath = /^\/profile\/([^/]+)\/post\/([a-z2-7]{13})\/?$/;

export function run(call: Call, session: Session): Promise<StepResult> {
  const index = segmentIndex(call.step.name);
  if (index !== null) return createPost(call, index, session);
  switch (call.step.name) {
    case mentions:
      return lookUpMentions(call, session);
    case readBack:
      return lookAtAll(call, session);
    default:
      return upload(call, session);
  }
}

/** Asks the server that holds the account: Bluesky's public index lags behind it. */
export async function reconcile(call: InterruptedCall, session: Session): Promise<Finding> {
  const { rkey, createdAt } = segmentIntent.parse(call.intent);
  const answer = await getRecord(call, rkey, session);
  if (refusalName(answer) === "RecordNotFound") return "absent";
  const { uri, cid, value } = readAnswer(answer, readRecord);
  const text = call.composition.segments[segmentIndex(call.step.name) ?? 0]?.text;
  const isOurs = value["text"] === text && value["createdAt"] === createdAt;
  return isOurs ? { found: published({ uri, cid }, call, session) } : "unknown";
}

/** The post that the address names, on Bluesky's or any other site that shows it. */
export function resultAt(url: string, { remoteId: did, handle }: Account) {
  const address = URL.parse(url);
  const [path, owner, rkey] = postPath.exec(address?.pathname.replace(/%3a/gi, ":") ?? "") ?? [];
  if (address === null || path === undefined || owner === undefined) return undefined;
  if (owner !== did && owner.toLowerCase() !== handle?.toLowerCase()) return undefined;
  const uri = `at://${did}/${collection}/${rkey}`;
  return { result: { uri }, receipt: { remoteId: uri, permalink: address.origin + path } };
}

async function createPost(started: Call, index: number, session: Session): Promise<StepResult> {
  const { rkey } = segmentIntent.parse(started.intent);
  const call = await withVersions(started, index, session);
  const answer = await procedure(session, {
    origin: pdsOf(call.account),
    method: "com.atproto.repo.createRecord",
    as: "account",
    json: { repo: call.account.remoteId, collection, rkey, record: postRecord(call, index) },
  });
  return published(readAnswer(answer, recordRef), call, session);
}

/** An answer names the versions of what it answers; those that are not known are asked for. */
async function withVersions(call: Call, index: number, session: Session): Promise<Call> {
  const results = { ...call.results };
  for (const name of index === 0 ? [] : ["segment-0", `segment-${index - 1}`]) {
    const { uri, cid } = foundRef.parse(results[name]);
    if (cid !== undefined) continue;
    const found = readAnswer(await getRecord(call, keyOf(uri), session), readRecord);
    results[name] = { uri, cid: found.cid };
  }
  return { ...call, results };
}

async function lookUpMentions(call: Call, session: Session): Promise<StepResult> {
  const origin = pdsOf(call.account);
  const found = await Promise.all(
    handlesIn(call.composition).map(async (handle) => {
      const did = await didOf(handle, origin, session);
      return did === null ? [] : [[handle, did] as const];
    }),
  );
  return { result: { dids: Object.fromEntries(found.flat()) } };
}

async function upload(call: Call, session: Session): Promise<StepResult> {
  const { mediaId, mediaType } = imageOf(call);
  const answer = await procedure(session, {
    origin: pdsOf(call.account),
    method: "com.atproto.repo.uploadBlob",
    as: "account",
    file: { bytes: await call.readMedia(mediaId), mediaType },
    timeoutMs: uploadTimeoutMs,
  });
  return { result: readAnswer(answer, uploadedBlob) };
}

/** @throws PlatformError when one of the posts is not to be seen */
async function lookAtAll(call: Call, session: Session): Promise<StepResult> {
  await Promise.all(
    call.composition.segments.map(async (_, index) => {
      const { uri } = foundRef.parse(call.results[`segment-${index}`]);
      readAnswer(await getRecord(call, keyOf(uri), session), readRecord);
    }),
  );
  return { result: {} };
}

function getRecord({ account }: Call, rkey: string, session: Session): Promise<HttpResponse> {
  return query(session, {
    origin: pdsOf(account),
    method: "com.atproto.repo.getRecord",
    params: { repo: account.remoteId, collection, rkey },
  });
}

function published(
  ref: RecordRef,
  { account }: Call,
  { origins }: Session,
): Done & { receipt: Receipt } {
  // An address with the DID survives a change of handle.
  const permalink = `${origins["web"] ?? about.web}/profile/${account.remoteId}/post/${keyOf(ref.uri)}`;
  return { result: ref, receipt: { remoteId: ref.uri, permalink } };
}

function keyOf(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}
