// Uploads: an image in one request; a GIF in parts, after which X needs some time.
// https://docs.x.com/x-api/media/introduction (2026-11-25)

import { readAnswer } from "#connector/answer.ts";
import type { Call, Done, Session, StepResult } from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import { minutes, plus, seconds } from "#kernel/clock.ts";

import { imageOf, mediaBefore, partBytes, waitIntent } from "./steps.ts";
import { anyAnswer, ask, mediaAnswer } from "./wire.ts";

/** For a file of up to 5 MB on a slow line. */
const timeoutMs = minutes(1);
/** X says when to look again; within these bounds. */
const pauses = { usualMs: seconds(1), longestMs: minutes(1) };
/** Ours: a GIF takes some seconds. After that the delivery's own tries go on, and end. */
const patienceMs = minutes(5);

export async function uploadWhole(call: Call, session: Session, index: number): Promise<Done> {
  const { mediaId, mediaType } = imageOf(call, index);
  const form = new FormData();
  form.set("media", new Blob([await call.readMedia(mediaId)], { type: mediaType }));
  form.set("media_category", "tweet_image");
  const answer = await ask(session, { method: "POST", path: "/2/media/upload", form, timeoutMs });
  return handOn(readAnswer(answer, mediaAnswer).data.id);
}

export async function beginUpload(call: Call, session: Session, index: number): Promise<Done> {
  const { mediaType, sizeBytes } = imageOf(call, index);
  const json = { media_type: mediaType, total_bytes: sizeBytes, media_category: "tweet_gif" };
  const path = "/2/media/upload/initialize";
  const answer = await ask(session, { method: "POST", path, json });
  return handOn(readAnswer(answer, mediaAnswer).data.id);
}

export async function appendPart(
  call: Call,
  session: Session,
  { index, part }: { index: number; part: number },
): Promise<Done> {
  const id = mediaBefore(call, index);
  const bytes = await call.readMedia(imageOf(call, index).mediaId);
  const form = new FormData();
  form.set("segment_index", String(part));
  form.set("media", new Blob([bytes.subarray(part * partBytes, (part + 1) * partBytes)]));
  const path = `/2/media/upload/${id}/append`;
  readAnswer(await ask(session, { method: "POST", path, form, timeoutMs }), anyAnswer);
  return handOn(id);
}

export async function endUpload(call: Call, session: Session, index: number): Promise<Done> {
  const id = mediaBefore(call, index);
  const path = `/2/media/upload/${id}/finalize`;
  readAnswer(await ask(session, { method: "POST", path }), mediaAnswer);
  return handOn(id);
}

export async function lookAtUpload(
  call: Call,
  session: Session,
  index: number,
): Promise<StepResult> {
  const id = mediaBefore(call, index);
  const query = { command: "STATUS", media_id: id };
  const answer = await ask(session, { method: "GET", path: "/2/media/upload", query });
  const { processing_info: info } = readAnswer(answer, mediaAnswer).data;
  switch (info?.state) {
    case undefined:
    case "succeeded":
      return handOn(id);
    case "failed":
      throw new PlatformError({
        ...{ kind: "answer", status: 400, headers: {} },
        body: JSON.stringify({ detail: "X could not process the image." }),
      });
    case "pending":
    case "in_progress":
      return waitUnlessLong(call, session, seconds(info.check_after_secs ?? 0));
  }
}

export async function describe(call: Call, session: Session, index: number): Promise<Done> {
  const id = mediaBefore(call, index);
  const json = { id, metadata: { alt_text: { text: imageOf(call, index).alt } } };
  const answer = await ask(session, { method: "POST", path: "/2/media/metadata", json });
  readAnswer(answer, anyAnswer);
  return handOn(id);
}

function waitUnlessLong({ intent }: Call, session: Session, toldMs: number): StepResult {
  const now = session.now();
  const { since } = waitIntent.parse(intent);
  if (now >= plus(new Date(since), patienceMs)) {
    const detail = "the image is still being processed";
    throw new PlatformError({ kind: "malformed", status: 200, detail });
  }
  const pauseMs = toldMs > 0 ? Math.min(toldMs, pauses.longestMs) : pauses.usualMs;
  return { waitUntil: plus(now, pauseMs) };
}

function handOn(id: string): Done {
  return { result: { id } };
}
