// A webhook's address. The URL that Discord hands out is itself the secret: it is taken apart once,
// and every request goes to an address built anew from id and token on Discord's own origin.

import { z } from "zod";

import type { Account, FieldProblem, Session } from "#connector/contract.ts";

import { about } from "./about.ts";

/** What a webhook's URL says: whose key it is, and the thread that its messages go to. */
export interface Webhook {
  id: string;
  token: string;
  threadId: string | null;
}

const hosts = ["discord.com", "discordapp.com"].flatMap((host) => [
  host,
  `ptb.${host}`,
  `canary.${host}`,
]);
const webhookPath = /^\/api(?:\/v\d+)?\/webhooks\/(\d{1,20})\/([\w-]+)\/?$/;
const snowflake = /^\d{1,20}$/;

const keptSecrets = z.object({ webhookToken: z.string() });
const keptDetails = z.object({
  webhookId: z.string(),
  guildId: z.string().nullable(),
  threadId: z.string().optional(),
});

/** Reads what the user pasted. Any other host than Discord's, or that of `origin`, is a problem. */
export function parseWebhookUrl(pasted: string, origin: string): Webhook | FieldProblem {
  const url = URL.parse(pasted.trim());
  if (!url) return fieldProblem("This is not a URL. Copy it in Discord with “Copy Webhook URL”.");
  if (!hosts.includes(url.host) && url.host !== URL.parse(origin)?.host) {
    return fieldProblem(
      "This is not an address of Discord. A webhook's begins with discord.com/api/webhooks/.",
    );
  }
  const [, id, token] = webhookPath.exec(url.pathname) ?? [];
  if (id === undefined || token === undefined) {
    return fieldProblem(
      "This is not a whole webhook URL: it has a number and a long key after /api/webhooks/.",
    );
  }
  const threadId = url.searchParams.get("thread_id");
  if (threadId !== null && !snowflake.test(threadId)) {
    return fieldProblem("The thread_id at the end of this URL must be a thread's id, a number.");
  }
  return { id, token, threadId };
}

/** The webhook of a connection, as `identify` laid it down. */
export function connectedWebhook(
  { details }: Account,
  { credential }: Session,
): Webhook & { guildId: string | null } {
  const { webhookId, guildId, threadId = null } = keptDetails.parse(details);
  return { id: webhookId, token: keptSecrets.parse(credential).webhookToken, threadId, guildId };
}

/** Where the API answers for a webhook, or for something below it. */
export function apiUrl(
  session: Session,
  { id, token }: Webhook,
  below: { path?: string; query?: Readonly<Record<string, string>> } = {},
): string {
  const origin = session.origins["main"] ?? about.origins.main;
  const url = new URL(`/api/v10/webhooks/${id}/${token}${below.path ?? ""}`, origin);
  url.search = new URLSearchParams(below.query).toString();
  return url.href;
}

/** Where people read a channel, a thread or a message, given the ids that lead there. */
export function webUrl(session: Session, ...ids: readonly string[]): string {
  return `${session.origins["web"] ?? about.web}/channels/${ids.join("/")}`;
}

export function fieldProblem(message: string): FieldProblem {
  return { problem: { field: "webhookUrl", message } };
}
