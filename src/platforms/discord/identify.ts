// From a pasted webhook URL to the channel it posts to.

import { z } from "zod";

import { readAnswer, refusal } from "#connector/answer.ts";
import type { Account, FieldProblem, Identity, Session } from "#connector/contract.ts";
import { failureOf, PlatformError } from "#connector/failure.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";

import { about } from "./about.ts";
import { errorCodes, refusedCode } from "./errors.ts";
import { apiUrl, fieldProblem, parseWebhookUrl, webUrl } from "./webhook.ts";
import type { Webhook } from "./webhook.ts";

/** Type 1: the kind that posts with its token alone. */
const incoming = 1;

const webhookAnswer = z.object({
  type: z.number(),
  name: z.string().nullable(),
  avatar: z.string().nullable(),
  guild_id: z.string().nullish(),
  channel_id: z.string().nullable(),
});

type WebhookAnswer = z.infer<typeof webhookAnswer>;

export async function identify(session: Session, auth: string): Promise<Identity | FieldProblem> {
  const origin = session.origins["main"] ?? about.origins.main;
  const webhook = parseWebhookUrl(session.credential["webhookUrl"] ?? "", origin);
  if ("problem" in webhook) return webhook;

  const response = await ask(session, webhook);
  if (response.status >= 400) return refused(response);
  const answer = readAnswer(response, webhookAnswer);
  if (answer.type !== incoming) {
    return fieldProblem(
      "This webhook cannot be posted to. Create one under Integrations → Webhooks.",
    );
  }
  const account = accountOf(session, webhook, answer);
  return {
    // Discord makes another webhook each time; the account is the channel.
    account: auth === "oauth" ? { ...account, remoteId: channelKey(account) } : account,
    credential: { webhookToken: webhook.token },
  };
}

/**
 * The session knows the pasted URL as a secret, but not yet the token in it, so what it says about
 * the request must not go any further.
 */
async function ask(session: Session, webhook: Webhook): Promise<HttpResponse> {
  try {
    return await session.fetch({ method: "GET", url: apiUrl(session, webhook) });
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    const detail = "Discord gave no whole answer";
    throw new PlatformError("detail" in failure ? { ...failure, detail } : failure);
  }
}

/** @throws PlatformError for a refusal that says nothing about the webhook. */
function refused(response: HttpResponse): FieldProblem {
  const failure = refusal(response);
  switch (refusedCode(failure.failure)) {
    case errorCodes.unknownWebhook:
      return fieldProblem(
        "Discord does not know this webhook: it was deleted, or its number is wrong.",
      );
    case errorCodes.invalidWebhookToken:
      return fieldProblem("Discord does not accept the key in this URL. Copy the whole URL again.");
    default:
      throw failure;
  }
}

function channelKey({ remoteId, details }: Account): string {
  const channelId = details["channelId"];
  return typeof channelId === "string" ? `channel:${channelId}` : remoteId;
}

function accountOf(session: Session, webhook: Webhook, answer: WebhookAnswer): Account {
  const { id, threadId } = webhook;
  const { guild_id: guildId = null, channel_id: channelId, avatar } = answer;
  const place = threadId ?? channelId;
  return {
    remoteId: threadId === null ? id : `${id}:${threadId}`,
    kind: "channel",
    name: answer.name ?? "Discord webhook",
    handle: null,
    url: guildId !== null && place !== null ? webUrl(session, guildId, place) : null,
    avatarUrl: avatar === null ? null : `https://cdn.discordapp.com/avatars/${id}/${avatar}.png`,
    details: { webhookId: id, guildId, channelId, ...(threadId !== null && { threadId }) },
  };
}
