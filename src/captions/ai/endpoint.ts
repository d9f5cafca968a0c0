// The AI that this server has: one model at an OpenAI-compatible endpoint. It is asked for text, given
// no tools, and whatever goes wrong comes back as trouble in words; nothing of it is thrown.

import type { ModelMessage, TextStreamPart, ToolSet } from "ai";
import { seconds } from "#kernel/clock.ts";
import type { Clock } from "#kernel/clock.ts";
import { redact } from "#kernel/http/redact.ts";
import { createStreamedFetch } from "#kernel/http/streamed.ts";
import type { Logger } from "#kernel/logger.ts";
import { brokeOff, tookTooLong, troubleOf, unusable, WebPageAnswered } from "./trouble.ts";
import type { Trouble } from "./trouble.ts";
import { createTurns } from "./turns.ts";
import type { Turns } from "./turns.ts";
import { noTokens, uncounted } from "./usage.ts";
import type { Prices, Tokens } from "./usage.ts";

const defaultWithinMs = seconds(60);
const maxResponseBytes = 4_000_000;
const loggedChars = 300;
/** Of one process. */
const inTurns = { places: 8, line: 100 };

export interface AiOptions {
  /** Without a slash at its end. */
  baseUrl: string;
  apiKey: string | undefined;
  model: string;
  prices: Prices | undefined;
  clock: Clock;
  log: Logger;
  /** From a question to the last word of its answer; a minute by default. */
  withinMs?: number;
}

export interface Ai extends AsyncDisposable {
  model: string;
  prices: Prices | undefined;
  clock: Clock;
  /** Who may have it write now. */
  turns: Turns;
  ask(question: Question): Promise<Reply>;
}

export interface Question {
  instructions: string;
  /** The last one is the user's. */
  messages: readonly Message[];
  /** A longer answer is not heard to its end. */
  maxChars: number;
  signal: AbortSignal;
  /** Hears the answer as far as it has come, again and again. */
  onText?: (text: string) => void;
}

export interface Message {
  role: "user" | "assistant";
  text: string;
  /** Shown to the model beside the text; a user's only. */
  jpeg?: Uint8Array;
}

export type Reply =
  | { kind: "answer"; text: string; isCutOff: boolean; tokens: Tokens }
  | { kind: "trouble"; trouble: Trouble; tokens: Tokens }
  | { kind: "cancelled" };

export function openAi(options: AiOptions): Ai {
  const { baseUrl, apiKey, model, prices, clock, log } = options;
  const secrets = apiKey === undefined ? [] : [apiKey];
  const http = createStreamedFetch({ at: baseUrl, maxResponseBytes, secrets });
  const fetch = withoutPages(http.fetch);

  /** The library is heavy: it is loaded when it is first asked something. */
  async function begin({ instructions, messages }: Question, abortSignal: AbortSignal) {
    const { streamText } = await import("ai");
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const endpoint = createOpenAICompatible({
      ...{ name: "ai", baseURL: baseUrl, includeUsage: true, fetch },
      ...(apiKey !== undefined && { apiKey }),
    });
    const { stream } = streamText({
      ...{ model: endpoint(model), instructions, messages: messages.map(toMessage) },
      ...{ maxRetries: 0, abortSignal },
      // Errors are parts of the stream as well; by default they are printed, too.
      onError: () => undefined,
    });
    return stream;
  }

  async function ask(question: Question): Promise<Reply> {
    const { withinMs = defaultWithinMs } = options;
    const enough = new AbortController();
    const tooLate = AbortSignal.timeout(withinMs);
    const signals = [question.signal, tooLate, enough.signal];
    try {
      return await listen(await begin(question, AbortSignal.any(signals)), question);
    } catch (error) {
      if (question.signal.aborted) return { kind: "cancelled" };
      const trouble = tooLate.aborted ? tookTooLong(withinMs) : troubleOf(error, clock.now());
      report(log, trouble, { error, secrets });
      const tokens = trouble.refusal === undefined ? uncounted : noTokens;
      return { kind: "trouble", trouble, tokens };
    } finally {
      // Whoever has heard enough does not let the endpoint go on.
      enough.abort();
    }
  }

  const close = () => http.close();
  const turns = createTurns(inTurns);
  return { model, prices, clock, turns, ask, [Symbol.asyncDispose]: close };
}

function withoutPages(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (...request) => {
    const answer = await fetch(...request);
    const isPage = /\bhtml\b/.test(answer.headers.get("content-type") ?? "");
    if (!answer.ok || !isPage) return answer;
    await answer.body?.cancel();
    throw new WebPageAnswered("The endpoint answered with a web page");
  };
}

function toMessage({ role, text, jpeg }: Message): ModelMessage {
  if (role === "assistant") return { role, content: text };
  const words = { type: "text" as const, text };
  if (jpeg === undefined) return { role, content: [words] };
  return { role, content: [words, { type: "file", mediaType: "image/jpeg", data: jpeg }] };
}

/** @throws what the stream tells of, and an error when it ends without having told how */
async function listen(
  stream: AsyncIterable<TextStreamPart<ToolSet>>,
  { maxChars, onText }: Question,
): Promise<Reply> {
  let text = "";
  for await (const part of stream) {
    switch (part.type) {
      case "text-delta":
        text += part.text;
        if (text.length > maxChars) {
          return { kind: "answer", text, isCutOff: true, tokens: uncounted };
        }
        onText?.(text);
        break;
      case "error":
        throw part.error;
      case "finish": {
        const { finishReason, totalUsage } = part;
        const { inputTokens: input = null, outputTokens: output = null } = totalUsage;
        return replyOf(text, finishReason, { input, output });
      }
      default:
    }
  }
  throw new Error("The stream ended without a finish");
}

function replyOf(text: string, finishReason: string, tokens: Tokens): Reply {
  switch (finishReason) {
    case "content-filter":
      return { kind: "trouble", trouble: unusable("its own filter has held it back"), tokens };
    case "error":
      return { kind: "trouble", trouble: brokeOff(), tokens };
    default:
      return { kind: "answer", text, isCutOff: finishReason === "length", tokens };
  }
}

/** What the endpoint said is for whoever runs the server. */
function report(
  log: Logger,
  { code, refusal }: Trouble,
  { error, secrets }: { error: unknown; secrets: readonly string[] },
): void {
  const words = refusal?.said ?? (error instanceof Error ? error.message : String(error));
  const said = redact(words, secrets).slice(0, loggedChars);
  log.warn({ code, status: refusal?.status, said }, "The AI could not answer");
}
