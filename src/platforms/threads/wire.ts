// The Threads API as far as we use it. https://developers.facebook.com/docs/threads (2026-11-25)

import { z } from "zod";

import type { Session } from "#connector/contract.ts";
import type { HttpResponse } from "#kernel/http/fetch.ts";

import { about } from "./about.ts";

export const profile = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string().nullish(),
  threads_profile_picture_url: z.string().nullish(),
});

export const made = z.object({ id: z.string() });

/** As it is kept. */
export const madeContainer = made.extend({ madeAt: z.string() });

export const containerState = z.object({
  status: z.enum(["IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED", "PUBLISHED"]),
  error_message: z.string().nullish(),
});

export const publishedPost = z.object({
  id: z.string(),
  permalink: z.string().nullish(),
  text: z.string().nullish(),
  timestamp: z.string().nullish(),
  media_type: z.string().nullish(),
  replied_to: z.object({ id: z.string() }).nullish(),
});
export type PublishedPost = z.infer<typeof publishedPost>;
export const ownPosts = z.object({ data: z.array(publishedPost).default([]) });

export const longLivedToken = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});

export const refusalBody = z.object({
  error: z.object({
    message: z.string().optional(),
    code: z.number().optional(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
    error_user_msg: z.string().optional(),
  }),
});

/** Of the token endpoint, in OAuth's terms. */
export const tokenRefusalBody = z.object({
  error: z.string(),
  error_description: z.string().optional(),
});

export function get(
  session: Session,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<HttpResponse> {
  const url = new URL(`/v1.0/${path}`, session.origins["main"] ?? about.origins.main);
  url.search = new URLSearchParams(query).toString();
  return session.fetch({ method: "GET", url: url.href, headers: headersOf(session) });
}

export function post(
  session: Session,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<HttpResponse> {
  const { href } = new URL(`/v1.0/${path}`, session.origins["main"] ?? about.origins.main);
  const body = new URLSearchParams(form);
  return session.fetch({ method: "POST", url: href, headers: headersOf(session), body });
}

/** In the address it would be seen by whatever stands between. */
function headersOf({ credential }: Session) {
  return { authorization: `Bearer ${credential["accessToken"] ?? ""}` };
}
