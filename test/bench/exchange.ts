// The floor's side of HTTP: the very requests that a delivery sends, recorded once and sent again with
// nothing around them. What a connector chooses beforehand (keys, times) is chosen anew each time.

import { Agent, request } from "undici";
import { encode } from "#kernel/http/message.ts";
import type { HttpRequest, HttpResponse, Outgoing } from "#kernel/http/message.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Composition, Connector, Identity, Receipt, Step } from "#connector/contract.ts";
import type { Origins } from "#connector/origins.ts";

/** Survives JSON: it is given to other processes. */
export type Exchange = readonly RecordedStep[];

export interface RecordedStep {
  step: Step;
  intent: JsonObject;
  result: JsonObject;
  receipt: Receipt | null;
  requests: readonly BareRequest[];
}

export interface BareRequest {
  method: Outgoing["method"];
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

interface Recording {
  connector: Connector;
  origins: Origins;
  identity: Identity;
  composition: Composition;
}

const agent = new Agent({ connections: null });

/** Delivers once, without the engine. */
export async function recordExchange(recording: Recording): Promise<Exchange> {
  const { connector, origins, composition, identity } = recording;
  const { account, credential } = identity;
  const recorded: RecordedStep[] = [];
  for (const step of connector.steps(composition)) {
    const requests: BareRequest[] = [];
    const fetch = async (wanted: HttpRequest) => {
      const { url, body, ...outgoing } = await encode(wanted, new URL(wanted.url));
      if (body instanceof Uint8Array) throw new Error("The bench posts texts only");
      requests.push({ ...outgoing, url: url.href, body });
      return send({ ...outgoing, url: url.href, body });
    };
    const now = new Date();
    const intent = connector.intend(step, { now, random: Math.random });
    const results = Object.fromEntries(recorded.map((done) => [done.step.name, done.result]));
    const readMedia = () => Promise.reject(new Error("The bench posts texts only"));
    const mediaUrl = () => "https://notes.example/none";
    const call = { step, composition, account, intent, results, readMedia, mediaUrl };
    const session = { credential, origins, settings: {}, fetch, now: () => now };
    const outcome = await connector.run(call, session);
    if ("waitUntil" in outcome) throw new Error("The bench does not wait");
    recorded.push({
      step,
      intent,
      requests,
      result: outcome.result,
      receipt: outcome.receipt ?? null,
    });
  }
  return recorded;
}

/** The exchange as another post's: own keys and times in the place of the recorded ones. */
export function renewed(exchange: Exchange, connector: Pick<Connector, "intend">): Exchange {
  const context = { now: new Date(), random: Math.random };
  const replacements = exchange.flatMap(({ step, intent }) => {
    const fresh = connector.intend(step, context);
    return Object.keys(intent).map((name) => [textOf(intent[name]), textOf(fresh[name])] as const);
  });
  const renew = (text: string) =>
    replacements.reduce((changed, [old, fresh]) => changed.replaceAll(old, fresh), text);
  return exchange.map(({ requests, ...step }) => ({
    ...step,
    requests: requests.map(({ url, body, ...rest }) => ({
      ...rest,
      url: renew(url),
      body: body === null ? null : renew(body),
    })),
  }));
}

/** @throws when the answer is no success */
export async function send({ url, ...outgoing }: BareRequest): Promise<HttpResponse> {
  const { statusCode: status, body } = await request(url, { ...outgoing, dispatcher: agent });
  const bytes = new Uint8Array(await body.arrayBuffer());
  const text = () => new TextDecoder().decode(bytes);
  if (status >= 300) throw new Error(`${outgoing.method} ${url}: ${status} ${text()}`);
  const json = () => JSON.parse(text()) as unknown;
  return { status, headers: new Headers(), url, bytes, text, json };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error("The bench knows intents of texts only");
}
