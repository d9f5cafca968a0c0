// X's API as far as we use it: requests, and the shapes of its answers.
// https://docs.x.com/x-api (2026-11-25)

import { z } from "zod";

import type { Session } from "#connector/contract.ts";
import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";

import { about } from "./about.ts";

export const userAnswer = z.object({
  data: z.object({
    id: z.string(),
    name: z.string(),
    username: z.string(),
    profile_image_url: z.string().nullish(),
  }),
});

/** Where nothing of it is needed, but that it came whole. */
export const anyAnswer = z.object({ data: z.unknown() });

export const createdAnswer = z.object({ data: z.object({ id: z.string() }) });

export const mediaAnswer = z.object({
  data: z.object({
    id: z.string(),
    processing_info: z
      .object({
        state: z.enum(["pending", "in_progress", "failed", "succeeded"]),
        check_after_secs: z.number().optional(),
      })
      .optional(),
  }),
});

const post = z.object({
  id: z.string(),
  text: z.string(),
  created_at: z.iso.datetime().optional(),
  attachments: z.object({ media_keys: z.array(z.string()).optional() }).optional(),
  entities: z
    .object({
      urls: z.array(z.object({ url: z.string(), expanded_url: z.string().optional() })).optional(),
    })
    .optional(),
  referenced_tweets: z.array(z.object({ type: z.string(), id: z.string() })).optional(),
});
export type TimelinePost = z.infer<typeof post>;

export const timelineAnswer = z.object({
  data: z.array(post).default([]),
  meta: z
    .object({ result_count: z.number().optional(), next_token: z.string().optional() })
    .default({}),
  /** What X could not give. */
  errors: z.array(z.unknown()).default([]),
});

export type Timeline = z.infer<typeof timelineAnswer>;

/** RFC 9457, and what came before it. */
export const problemBody = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  type: z.string().optional(),
  reason: z.string().optional(),
  /** Of the token endpoint. */
  error: z.string().optional(),
  error_description: z.string().optional(),
  errors: z.array(z.object({ message: z.string().optional() })).optional(),
});

interface Asking extends Pick<HttpRequest, "method" | "timeoutMs"> {
  path: string;
  query?: Readonly<Record<string, string>>;
  json?: JsonObject;
  form?: FormData;
}

export function ask(session: Session, asking: Asking): Promise<HttpResponse> {
  const { method, path, query, json, form, timeoutMs } = asking;
  const url = new URL(path, session.origins["main"] ?? about.origins.main);
  url.search = new URLSearchParams(query).toString();
  const body = form ?? (json && JSON.stringify(json));
  return session.fetch({
    ...{ method, url: url.href },
    headers: {
      authorization: `Bearer ${session.credential["accessToken"] ?? ""}`,
      ...(json && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}
