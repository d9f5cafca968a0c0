// The steps carried out. A container whose publication nobody saw the end of tells whether it took place.

import { readAnswer, refusal } from "#connector/answer.ts";
import type {
  Call,
  Done,
  Finding,
  InterruptedCall,
  Receipt,
  Session,
  StepResult,
} from "#connector/contract.ts";
import { PlatformError } from "#connector/failure.ts";
import { minutes, plus, seconds } from "#kernel/clock.ts";

import { classify, isTooEarly, isWantOfPermission } from "./errors.ts";
import { findByAddress, findPost } from "./look.ts";
import { publishedBy, readName, segmentExtra, segmentOf } from "./steps.ts";
import { containerState, get, made, madeContainer, post, publishedPost } from "./wire.ts";

/** A text is through in a moment; images take half a minute on average, and often less. */
const textPauseMs = seconds(3);
const firstPausesMs = seconds(5);
const imagePauseMs = seconds(30);
const isNewForMs = seconds(20);
/** Threads advises to look for 5 minutes: https://developers.facebook.com/docs/threads/troubleshooting (2026-11-25) */
const longestWorkMs = minutes(10);
const unlistedPauseMs = seconds(10);
/** How long a post may take to be listed. */
const longestUnlistedMs = minutes(5);

export function run(call: Call, session: Session): Promise<StepResult> {
  const { kind, index, item } = readName(call.step.name);
  switch (kind) {
    case "item":
      return makeItem(call, session, { index, item });
    case "container":
      return makeContainer(call, session, index);
    case "status":
      return lookAtContainer(call, session, index);
    case "publish":
      return publish(call, session, index);
    case "link":
      return readLink(call, session, index);
  }
}

export async function reconcile(call: InterruptedCall, session: Session): Promise<Finding> {
  const { index } = readName(call.step.name);
  const { status } = await stateOf(call, session, index);
  switch (status) {
    // What was never published has to be made anew once it has ended; see `containerLastsMs`.
    case "FINISHED":
    case "ERROR":
    case "EXPIRED":
      return "absent";
    // Also said of a container that is being published.
    case "IN_PROGRESS":
      return laterOrUnknown(call, session);
    case "PUBLISHED": {
      const parentId = index === 0 ? undefined : publishedBy(call, index - 1).id;
      const found = await findPost(call, session, { index, parentId });
      if (!found) return laterOrUnknown(call, session);
      const { id, permalink = null } = found;
      return { found: { result: { id, permalink }, receipt: { remoteId: id, permalink } } };
    }
  }
}

function laterOrUnknown({ lastSentAt }: InterruptedCall, session: Session): Finding {
  const isRecent = session.now() < plus(lastSentAt, longestUnlistedMs);
  return isRecent ? { waitUntil: plus(session.now(), unlistedPauseMs) } : "unknown";
}

async function makeItem(
  call: Call,
  session: Session,
  { index, item }: { index: number; item: number },
): Promise<Done> {
  const answer = await post(session, `${call.account.remoteId}/threads`, {
    ...imageForm(call, index, item),
    is_carousel_item: "true",
  });
  return { result: readAnswer(answer, made) };
}

async function makeContainer(call: Call, session: Session, index: number): Promise<Done> {
  const { text, images, extra } = segmentOf(call, index);
  const { replyControl, topic } = segmentExtra.parse(extra);
  const children = images.map((_, item) => `item-${index}-${item}`);
  const answer = await post(session, `${call.account.remoteId}/threads`, {
    ...(images.length === 0 && { media_type: "TEXT" }),
    ...(images.length === 1 && imageForm(call, index, 0)),
    ...(images.length > 1 && {
      media_type: "CAROUSEL",
      children: children.map((name) => idOf(call, name)).join(","),
    }),
    ...(text !== "" && { text }),
    ...(index > 0 && { reply_to_id: postIdOf(call, index - 1) }),
    ...(replyControl && { reply_control: replyControl }),
    ...(topic !== undefined && { topic_tag: topic }),
  });
  return { result: { ...readAnswer(answer, made), madeAt: session.now().toISOString() } };
}

async function lookAtContainer(call: Call, session: Session, index: number): Promise<StepResult> {
  const { status, error_message: words } = await stateOf(call, session, index);
  switch (status) {
    case "FINISHED":
      return { result: {} };
    case "IN_PROGRESS":
      if (ageOf(call, session, index) > longestWorkMs) {
        throw refusedAs("It is not through with the post after 10 minutes.");
      }
      return { waitUntil: plus(session.now(), pauseFor(call, session, index)) };
    case "ERROR":
    case "EXPIRED":
      throw refusedAs(`The post could not be prepared there (${words ?? status}).`);
    case "PUBLISHED":
      throw refusedAs("The post is out already, and not by us.");
  }
}

function pauseFor(call: Call, session: Session, index: number): number {
  if (segmentOf(call, index).images.length === 0) return textPauseMs;
  return ageOf(call, session, index) < isNewForMs ? firstPausesMs : imagePauseMs;
}

function ageOf({ results }: Call, session: Session, index: number): number {
  const { madeAt } = madeContainer.parse(results[`container-${index}`]);
  return session.now().getTime() - new Date(madeAt).getTime();
}

async function publish(call: Call, session: Session, index: number): Promise<StepResult> {
  const form = { creation_id: idOf(call, `container-${index}`) };
  const answer = await post(session, `${call.account.remoteId}/threads_publish`, form);
  if (answer.status >= 400) {
    const { failure } = refusal(answer);
    // The same container later: another one could become a second post.
    const mayAppear = ageOf(call, session, index) < longestWorkMs;
    if (isTooEarly(failure) && mayAppear) return { waitUntil: plus(session.now(), textPauseMs) };
    if (isWantOfPermission(failure)) await assertUnpublished(call, session, index);
  }
  return { result: readAnswer(answer, made) };
}

/** @throws PlatformError that leaves open what became of the post */
async function assertUnpublished(call: Call, session: Session, index: number): Promise<void> {
  const { status } = await stateOf(call, session, index).catch(() => ({ status: "UNKNOWN" }));
  if (status === "FINISHED") return;
  const detail = `a permission is missing, but the post is ${status}`;
  throw new PlatformError({ kind: "malformed", status: 200, detail });
}

/** The post is out by now: a refusal of its address must not look as if it was not. */
async function readLink(call: Call, session: Session, index: number): Promise<Done> {
  const { id, permalink: known } = publishedBy(call, index);
  if (id === undefined) {
    const found = await findByAddress(session, { address: known ?? "", index });
    return { result: { ...(found && { id: found.id }) } };
  }
  if (known !== undefined) return { result: {} };
  const answer = await get(session, id, { fields: "id,permalink" });
  const isRefused =
    answer.status >= 400 && classify(refusal(answer).failure, session.now()).kind === "reject";
  const permalink = isRefused ? null : (readAnswer(answer, publishedPost).permalink ?? null);
  const receipt: Receipt = { remoteId: id, permalink };
  return { result: {}, receipt };
}

async function stateOf(call: Call, session: Session, index: number) {
  const fields = "status,error_message";
  const answer = await get(session, idOf(call, `container-${index}`), { fields });
  return readAnswer(answer, containerState);
}

function imageForm(call: Call, index: number, item: number): Record<string, string> {
  const image = segmentOf(call, index).images[item];
  if (!image) throw new Error(`The composition has no image ${item}`);
  return {
    ...{ media_type: "IMAGE", image_url: call.mediaUrl(image.mediaId) },
    ...(image.alt !== "" && { alt_text: image.alt }),
  };
}

/** @throws PlatformError where it could not be found by its address */
function postIdOf(call: Call, index: number): string {
  const { id } = publishedBy(call, index);
  if (id === undefined) throw refusedAs("The post that comes before was not found there.");
  return id;
}

function idOf({ results }: Call, step: string): string {
  return made.parse(results[step]).id;
}

function refusedAs(message: string): PlatformError {
  const body = JSON.stringify({ error: { message } });
  return new PlatformError({ kind: "answer", status: 400, headers: {}, body });
}
