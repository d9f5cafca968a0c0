// The steps carried out, and the look at what became of a post. A page's posts can be read back. A
// personal post cannot: sent once more within ten minutes, LinkedIn names the earlier one.

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
import type { HttpResponse } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";

import { about } from "./about.ts";
import { fromCommentary, toCommentary } from "./commentary.ts";
import { duplicateOf, isWaitingForImage } from "./errors.ts";
import { imageOf, readName, segmentExtra } from "./steps.ts";
import { ask, bearerOf, begunUpload, imageState, postsAnswer, uploaded } from "./wire.ts";

const uploadTimeoutMs = minutes(2);
const processingPauseMs = seconds(5);
/** Less than the ten minutes that duplicates are known for, by what a request may take. */
const knownForMs = minutes(8);
/** Clocks differ. */
const skewMs = minutes(2);
const pageSize = 10;

export function run(call: Call, session: Session): Promise<StepResult> {
  const named = readName(call.step.name);
  switch (named.kind) {
    case "begin":
      return beginUpload(call, session);
    case "upload":
      return upload(call, session, named.file);
    case "ready":
      return lookAtUpload(call, session, named.file);
    case "segment":
      return post(call, session);
  }
}

export async function reconcile(call: InterruptedCall, session: Session): Promise<Finding> {
  const seen = call.account.kind === "page" ? await lookOnPage(call, session) : "unknown";
  if (typeof seen === "object" || session.now() >= plus(call.startedAt, knownForMs)) return seen;
  const answer = await create(call, session);
  const earlier = duplicateOf(refusal(answer).failure);
  if (earlier !== undefined) return { found: published(earlier, session) };
  // The first one had not gone through; this one has, or says why not.
  const result = outcomeOf(answer, session);
  return "waitUntil" in result ? result : { found: result };
}

async function post(call: Call, session: Session): Promise<StepResult> {
  return outcomeOf(await create(call, session), session);
}

/** @throws PlatformError */
function outcomeOf(answer: HttpResponse, session: Session) {
  if (isWaitingForImage(refusal(answer).failure)) {
    return { waitUntil: plus(session.now(), processingPauseMs) };
  }
  return published(idIn(answer), session);
}

function create(call: Call, session: Session): Promise<HttpResponse> {
  const segment = segmentOf(call);
  const content = contentOf(call);
  return ask(session, {
    ...{ method: "POST", path: "/rest/posts" },
    json: {
      author: call.account.remoteId,
      commentary: toCommentary(segment.text),
      visibility: segmentExtra.parse(segment.extra).visibility,
      distribution: {
        feedDistribution: "MAIN_FEED",
        ...{ targetEntities: [], thirdPartyDistributionChannels: [] },
      },
      ...{ lifecycleState: "PUBLISHED", isReshareDisabledByAuthor: false },
      ...(content && { content }),
    },
  });
}

function contentOf(call: Call): JsonObject | null {
  const { images, card } = segmentOf(call);
  const [image, ...others] = images.map(({ alt }, index) => ({
    id: urnOf(call, `image-${index}`),
    ...(alt !== "" && { altText: alt }),
  }));
  if (image !== undefined) {
    return others.length === 0 ? { media: image } : { multiImage: { images: [image, ...others] } };
  }
  if (!card) return null;
  const { url: source, title, description, thumbnail } = card;
  const picture = thumbnail && { thumbnail: urnOf(call, "thumbnail") };
  return { article: { source, title, ...(description !== "" && { description }), ...picture } };
}

async function beginUpload({ account }: Call, session: Session): Promise<Done> {
  const answer = await ask(session, {
    ...{ method: "POST", path: "/rest/images", query: { action: "initializeUpload" } },
    json: { initializeUploadRequest: { owner: account.remoteId } },
  });
  return { result: readAnswer(answer, begunUpload).value };
}

/**
 * Goes with the token, so only where LinkedIn is: the session reaches no host that is not declared.
 * The result says which image it was, for a new address is one of another image.
 */
async function upload(call: Call, session: Session, file: string): Promise<Done> {
  const { uploadUrl, image } = begunUpload.shape.value.parse(call.results[`${file}-begin`]);
  const { mediaId, mediaType } = imageOf(call, file);
  const answer = await session.fetch({
    ...{ method: "PUT", url: uploadUrl, timeoutMs: uploadTimeoutMs },
    headers: { authorization: bearerOf(session), "content-type": mediaType },
    body: await call.readMedia(mediaId),
  });
  if (answer.status < 200 || answer.status > 299) throw refusal(answer);
  return { result: { image } };
}

async function lookAtUpload(call: Call, session: Session, file: string): Promise<StepResult> {
  const path = `/rest/images/${encodeURIComponent(urnOf(call, file))}`;
  const { status } = readAnswer(await ask(session, { method: "GET", path }), imageState);
  if (status === "AVAILABLE") return { result: {} };
  if (status !== "PROCESSING_FAILED") return { waitUntil: plus(session.now(), processingPauseMs) };
  const body = JSON.stringify({ code: "MEDIA_ASSET_PROCESSING_FAILED" });
  throw new PlatformError({ kind: "answer", status: 400, headers: {}, body });
}

/** Among what has been posted since: the same words at another time are another post. */
async function lookOnPage(call: InterruptedCall, session: Session): Promise<Finding> {
  const paging = { count: String(pageSize), sortBy: "CREATED" };
  const query = { author: call.account.remoteId, q: "author", ...paging };
  const answer = await ask(session, { method: "GET", path: "/rest/posts", query });
  const sinceMs = plus(call.startedAt, -skewMs).getTime();
  const recent = readAnswer(answer, postsAnswer).elements.filter((e) => e.createdAt >= sinceMs);
  const { text, card } = segmentOf(call);
  const wanted = comparable(text);
  const alike = recent.filter((each) => comparable(fromCommentary(each.commentary)) === wanted);
  const address = hrefOf(card?.url);
  const found = alike.find(({ content }) => hrefOf(content?.article?.source) === address);
  if (found) return { found: published(found.id, session) };
  // The same words about another page, or more posts than one answer holds.
  return alike.length > 0 || recent.length >= pageSize ? "unknown" : "absent";
}

function hrefOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.href;
}

function comparable(text: string): string {
  return text.normalize().replace(/\s+/g, " ").trim();
}

function segmentOf({ composition }: Call) {
  const [segment] = composition.segments;
  if (!segment) throw new Error("The composition has no segment");
  return segment;
}

function urnOf({ results }: Call, file: string): string {
  return uploaded.parse(results[file]).image;
}

/** The body is empty. @throws PlatformError */
function idIn(answer: HttpResponse): string {
  if (answer.status < 200 || answer.status > 299) throw refusal(answer);
  const id = answer.headers.get("x-restli-id");
  if (id !== null) return id;
  const detail = "the new post's id is missing";
  throw new PlatformError({ kind: "malformed", status: answer.status, detail });
}

function published(urn: string, { origins }: Session): Done & { receipt: Receipt } {
  const permalink = `${origins["web"] ?? about.web}/feed/update/${urn}/`;
  return { result: { id: urn }, receipt: { remoteId: urn, permalink } };
}
