// /captions/adapt and /captions/alt-text: captions and descriptions of images by the AI of this server,
// where it has one. Whatever the AI does is an answer in words, never an error of ours.

import type { Context } from "hono";
import { z } from "@hono/zod-openapi";
import { adaptAll } from "#captions/ai/adapt.ts";
import type { Outcome, Place } from "#captions/ai/adapt.ts";
import type { Subject } from "#captions/ai/assignment.ts";
import { describeImage } from "#captions/ai/describe.ts";
import type { Described } from "#captions/ai/describe.ts";
import type { Ai } from "#captions/ai/endpoint.ts";
import type { TroubleCode } from "#captions/ai/trouble.ts";
import { findSiteCaptions } from "#captions/site-captions.ts";
import { listSites } from "#people/sites.ts";
import { contentOf } from "#workflows/content.ts";
import { imagesOf, siteOf } from "../access.ts";
import { callerWith } from "../caller.ts";
import * as contract from "../contract/adapt.ts";
import type { ApiContext, ApiEnv, Caller } from "../env.ts";
import { streamEvents } from "../event-stream.ts";
import { readUnsavedPost } from "../post-input.ts";
import { ApiProblem, createRouter, invalid, notFound } from "../problems.ts";
import { body, json, route } from "../route.ts";
import { readSubject, readTargets } from "../targets.ts";

const howToSwitchOn =
  "AI is off. Whoever runs this server switches it on with the settings AI_BASE_URL, such as https://api.openai.com/v1 or http://127.0.0.1:11434/v1 for Ollama, AI_MODEL and, where the endpoint wants a key, AI_API_KEY. Until then, captions are made from templates and fitted.";
const whatItDoes =
  "The text of the post goes to the AI that whoever runs this server has chosen. What it writes is measured, and its links are checked.";

export function adaptRoutes(context: ApiContext) {
  const { ai } = context;
  const writer = callerWith(context, "runs:write");
  return createRouter()
    .openapi(
      route(writer, {
        ...{ method: "get", path: "/captions/adapt", summary: "Whether there is an AI here" },
        responses: { 200: json(contract.aiStatusSchema, "And how to switch it on") },
      }),
      (c) => {
        const isReady = ai !== undefined;
        const help = isReady ? whatItDoes : howToSwitchOn;
        return c.json({ isReady, model: ai?.model ?? null, help }, 200);
      },
    )
    .openapi(
      route(writer, {
        method: "post",
        path: "/captions/adapt",
        summary: "Captions by AI, streamed",
        description:
          "Answers with server-sent events: `text` with an Adapting, as the text comes, then `done` with an Adapted or `failed` with a NotAdapted for each connection, and `end` at last. Who accepts only application/json gets all outcomes at once.",
        request: { body: body(contract.adaptRequestSchema) },
        responses: {
          200: {
            description: "One outcome for each connection",
            content: {
              "text/event-stream": { schema: z.string() },
              "application/json": { schema: contract.allAdaptedSchema },
            },
          },
        },
      }),
      async (c) => {
        const { subject, places } = await readAssignment(
          context,
          c.get("caller"),
          c.req.valid("json"),
        );
        const writing = { ai: required(ai), subject, places };
        return wantsJson(c) ? answerAtOnce(c, writing) : answerAsItComes(c, writing);
      },
    )
    .openapi(
      route(writer, {
        ...{ method: "post", path: "/captions/alt-text", summary: "Describe an image by AI" },
        request: { body: body(contract.altTextRequestSchema) },
        responses: { 200: json(contract.altTextSchema, "For people who cannot see it") },
      }),
      async (c) => {
        const { db, media } = context;
        const { mediaId, siteId } = c.req.valid("json");
        const [image] = await imagesOf(db, c.get("caller"), [mediaId]);
        if (image === undefined) throw notFound("image");
        const language = await languageOf(context, c.get("caller"), siteId);
        const sight = { mediaId: image.mediaId, language, signal: c.req.raw.signal };
        return c.json(altTextOr(await describeImage(required(ai), media, db, sight)), 200);
      },
    );
}

interface Writing {
  ai: Ai;
  subject: Subject;
  places: readonly Place[];
}

/** @throws ApiProblem */
async function readAssignment(
  context: ApiContext,
  caller: Caller,
  { post, mode, core = "", ...input }: z.infer<typeof contract.adaptRequestSchema>,
): Promise<Omit<Writing, "ai">> {
  const { db, workflows } = context;
  const unsaved = post && (await readUnsavedPost(context, caller, post));
  const { message = mode === "adapt" ? core : "" } = input;
  const { siteId, content } =
    unsaved === undefined
      ? await readSubject(db, workflows, caller, { ...input, message })
      : { siteId: unsaved.siteId, content: await contentOf(db, workflows, unsaved) };
  const targets = await readTargets(db, context, { caller, siteId }, input.targets);
  const { voice } = await findSiteCaptions(db, siteId);
  const { platforms } = context.connections;
  const places = targets.flatMap(({ connection }) => {
    const platform = platforms.get(connection.platform);
    return platform === undefined ? [] : [{ connection, connector: platform.connector }];
  });
  return { subject: { content, voice, core: mode === "adapt" ? core : null }, places };
}

/** @throws ApiProblem */
function required(ai: Ai | undefined): Ai {
  if (ai !== undefined) return ai;
  throw new ApiProblem({ status: 503, code: "ai-off", detail: howToSwitchOn });
}

function wantsJson(c: Context): boolean {
  const accepted = c.req.header("accept") ?? "";
  return accepted.includes("application/json") && !accepted.includes("text/event-stream");
}

async function answerAtOnce(c: Context<ApiEnv>, { ai, subject, places }: Writing) {
  const data: Outcome[] = [];
  const { signal } = c.req.raw;
  await adaptAll(ai, subject, places, { signal, onOutcome: (outcome) => data.push(outcome) });
  return c.json({ data }, 200);
}

function answerAsItComes(c: Context<ApiEnv>, { ai, subject, places }: Writing) {
  const gone = new AbortController();
  return streamEvents(c, async (stream) => {
    stream.onAbort(() => gone.abort());
    let told = Promise.resolve();
    const tell = (event: string, data: unknown) => {
      told = told.then(() => stream.writeSSE({ event, data: JSON.stringify(data) }));
    };
    await adaptAll(ai, subject, places, {
      signal: gone.signal,
      onText: (connectionId, text) => tell("text", { connectionId, text }),
      onOutcome: (outcome) => tell(outcome.outcome, outcome),
    });
    tell("end", {});
    await told;
  });
}

/** The named site's; without a name, that of the caller's only one. @throws ApiProblem */
async function languageOf(
  { db }: ApiContext,
  caller: Caller,
  siteId: string | undefined,
): Promise<string | null> {
  if (siteId !== undefined) return (await siteOf(db, caller, siteId)).language;
  const [site, another] = await listSites(db, caller.userId);
  return another === undefined ? (site?.language ?? null) : null;
}

/** @throws ApiProblem */
function altTextOr(described: Described): contract.AltText {
  switch (described.kind) {
    case "described": {
      const { alt, usage, latencyMs } = described;
      return { alt, usage, latencyMs };
    }
    case "cannot-see": {
      const detail =
        "The AI of this server does not see images. Describe the image yourself, or ask whoever runs this server for a model that sees.";
      throw new ApiProblem({ status: 422, code: "ai-cannot-see", detail });
    }
    case "no-image":
      throw invalid("mediaId", described.problem);
    case "failed": {
      const { code, message } = described.trouble;
      throw new ApiProblem({ status: statuses[code], code: `ai-${code}`, detail: message });
    }
    case "cancelled":
      throw new ApiProblem({ status: 408, code: "cancelled", detail: "You have gone." });
  }
}

/** Nothing of this is the caller's fault or ours. */
const statuses = {
  timeout: 504,
  unauthorized: 502,
  "rate-limited": 503,
  unreachable: 502,
  unusable: 502,
} as const satisfies Record<TroubleCode, number>;
