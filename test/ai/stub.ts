// An OpenAI-compatible endpoint on loopback that says what its script tells it to, well or badly. It
// keeps what it was asked. https://platform.openai.com/docs/api-reference/chat/streaming (2026-11)

import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

export interface Asked {
  headers: IncomingMessage["headers"];
  path: string;
  body: z.infer<typeof bodySchema>;
  /** All that the model was given to read. */
  text: string;
  /** Resolves when who asked has gone, or has been answered. */
  ended: Promise<void>;
}

export type Answerer = (asked: Asked, response: ServerResponse) => void | Promise<void>;

export interface AiStub extends AsyncDisposable {
  /** Up to `/chat/completions`. */
  baseUrl: string;
  asked: Asked[];
  /** What it answers from now on, one after the other; the last one again and again. */
  script(...answerers: [Answerer, ...Answerer[]]): void;
}

const bodySchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});
const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

export async function openAiStub(...answerers: [Answerer, ...Answerer[]]): Promise<AiStub> {
  const asked: Asked[] = [];
  let left: Answerer[] = answerers;
  const server = createServer((request, response) => {
    void answerOne(request, response).catch(() => response.destroy());
  });
  async function answerOne(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ended = once(response, "close").then(() => undefined);
    const body = bodySchema.parse(JSON.parse(await readText(request)));
    const text = body.messages.map(({ content }) => JSON.stringify(content)).join("\n");
    const one = { headers: request.headers, path: request.url ?? "", body, text, ended };
    asked.push(one);
    const [answerer = says("?"), ...rest] = left;
    if (rest.length > 0) left = rest;
    await answerer(one, response);
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...{ baseUrl: `http://127.0.0.1:${port}/v1`, asked },
    script: (...next) => void (left = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export interface Saying {
  /** Null: it never says why it has ended. */
  finishReason?: string | null;
  hasUsage?: boolean;
}

/** The whole answer, word by word. */
export function says(text: string, saying: Saying = {}): Answerer {
  return (_asked, response) => {
    begin(response);
    for (const piece of text.match(/\s*\S+|\s+$/g) ?? []) response.write(event(delta(piece)));
    response.end(ending(saying));
  };
}

/** The same in packets of a few bytes, which cut characters and events apart. */
export function dribbles(text: string, sizeBytes = 3): Answerer {
  return async (_asked, response) => {
    begin(response);
    response.socket?.setNoDelay(true);
    const bytes = Buffer.from(event(delta(text)) + ending({}));
    for (let at = 0; at < bytes.length; at += sizeBytes) {
      response.write(bytes.subarray(at, at + sizeBytes));
      await sleep(0);
    }
    response.end();
  };
}

/** Says this much, then the connection is gone. */
export function breaksOff(text: string): Answerer {
  return async (_asked, response) => {
    begin(response);
    response.write(event(delta(text)));
    await sleep(20);
    response.destroy();
  };
}

/** Says this much, then an error in the midst of the stream. */
export function fallsIll(text: string, message: string): Answerer {
  return (_asked, response) => {
    begin(response);
    response.write(event(delta(text)));
    response.end(event({ error: { message, type: "server_error", code: null, param: null } }));
  };
}

/** Says this much, and then nothing for as long as anybody listens. */
export function stalls(text = ""): Answerer {
  return (_asked, response) => {
    begin(response);
    response.write(text === "" ? ": working\n\n" : event(delta(text)));
  };
}

export function refuses(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answerer {
  return (_asked, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ error: { message, type: "refused", code: null, param: null } }));
  };
}

export function showsPage(status = 200): Answerer {
  return (_asked, response) => {
    response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
    response.end("<!doctype html><title>Welcome to nginx</title><h1>It works</h1>");
  };
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

function ending({ finishReason = "stop", hasUsage = true }: Saying): string {
  const last = finishReason === null ? "" : event(choice({}, finishReason));
  const counted = hasUsage ? event({ ...chunk, choices: [], usage }) : "";
  return `${last}${counted}data: [DONE]\n\n`;
}

const chunk = { id: "answer", object: "chat.completion.chunk", created: 0, model: "stub" };

function delta(content: string) {
  return choice({ role: "assistant", content }, null);
}

function choice(part: object, finishReason: string | null) {
  return { ...chunk, choices: [{ index: 0, delta: part, finish_reason: finishReason }] };
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const piece of request) chunks.push(piece as Buffer);
  return Buffer.concat(chunks).toString();
}
