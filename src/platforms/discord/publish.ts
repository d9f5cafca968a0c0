// One request per message, in order; then a look whether all of them are there. Discord has no key
// by which it would drop a repeat, and no list of what a webhook posted: a message whose answer was
// lost cannot be looked for.

import { z } from "zod";

import { readAnswer } from "#connector/answer.ts";
import type { Account, Call, Composition, Session, Step, StepResult } from "#connector/contract.ts";

import { encodeMessage } from "./message.ts";
import { apiUrl, connectedWebhook, webUrl } from "./webhook.ts";
import type { Webhook } from "./webhook.ts";

const readBack: Step = { name: "read-back", effect: "read" };

const snowflake = z.string().regex(/^\d+$/);
const message = z.object({ id: snowflake, channel_id: snowflake });
const posted = z.object({ messageId: z.string() });
const postingPlace = z.object({
  channelId: z.string().nullable(),
  threadId: z.string().optional(),
});
const messagePath = /\/channels\/(?:\d+|@me)\/(\d+)\/(\d+)$/;

export function steps({ segments }: Composition): readonly Step[] {
  return [
    ...segments.map((_, index): Step => ({ name: stepName(index), effect: "once" })),
    readBack,
  ];
}

export function run(call: Call, session: Session): Promise<StepResult> {
  return call.step.name === readBack.name ? lookAtAll(call, session) : post(call, session);
}

async function post(call: Call, session: Session): Promise<StepResult> {
  const segment = call.composition.segments.find((_, index) => stepName(index) === call.step.name);
  if (!segment) throw new Error(`The composition has no step ${call.step.name}`);
  const webhook = connectedWebhook(call.account, session);

  const response = await session.fetch({
    method: "POST",
    url: apiUrl(session, webhook, {
      // Without it Discord answers before the message is saved, and tells nobody when it cannot be.
      query: { wait: "true", ...inThread(webhook) },
    }),
    ...(await encodeMessage(segment, call.readMedia)),
  });
  const { id, channel_id: channelId } = readAnswer(response, message);
  const { guildId } = webhook;
  return {
    result: { messageId: id },
    receipt: { remoteId: id, permalink: guildId ? webUrl(session, guildId, channelId, id) : null },
  };
}

/** @throws PlatformError when one of the messages is not there. */
async function lookAtAll(call: Call, session: Session): Promise<StepResult> {
  const webhook = connectedWebhook(call.account, session);
  for (const index of call.composition.segments.keys()) {
    const { messageId } = posted.parse(call.results[stepName(index)]);
    const response = await session.fetch({
      method: "GET",
      url: apiUrl(session, webhook, {
        path: `/messages/${messageId}`,
        query: inThread(webhook),
      }),
    });
    readAnswer(response, message);
  }
  return { result: {} };
}

/** The message that a link from "Copy Message Link" names, if it stands where this webhook posts. */
export function resultAt(url: string, { details }: Account) {
  const [, channelId, messageId] = messagePath.exec(URL.parse(url)?.pathname ?? "") ?? [];
  const { channelId: own, threadId } = postingPlace.parse(details);
  if (messageId === undefined || channelId !== (threadId ?? own)) return undefined;
  return { result: { messageId }, receipt: { remoteId: messageId, permalink: url } };
}

function stepName(index: number): string {
  return `segment-${index}`;
}

function inThread({ threadId }: Webhook): Record<string, string> {
  return threadId === null ? {} : { thread_id: threadId };
}
