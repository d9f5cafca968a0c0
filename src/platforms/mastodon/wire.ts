// An instance's API as far as we use it. https://docs.joinmastodon.org/methods (2026-11-25)

import { z } from "zod";

import type { Session } from "#connector/contract.ts";
import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";

export const refusalBody = z.object({
  error: z.string().optional(),
  error_description: z.string().optional(),
});

export const serverMetadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url().optional(),
  scopes_supported: z.array(z.string()).default([]),
});

export const registeredApp = z.object({ client_id: z.string(), client_secret: z.string() });

export const ownAccount = z.object({
  id: z.string(),
  username: z.string(),
  display_name: z.string().default(""),
  url: z.string(),
  avatar: z.string().nullish(),
});

const size = z.number().int().positive();
const configuration = z.object({
  statuses: z
    .object({
      max_characters: size.optional(),
      max_media_attachments: size.optional(),
      characters_reserved_per_url: size.optional(),
    })
    .optional(),
  media_attachments: z
    .object({
      supported_mime_types: z.array(z.string()).optional(),
      description_limit: size.optional(),
      image_size_limit: size.optional(),
      image_matrix_limit: size.optional(),
    })
    .optional(),
});

/** Version 1 of it has the configuration since 3.4.2; forks have a number of their own. */
export const instanceAnswer = z.object({
  title: z.string().default(""),
  /** Of its accounts' addresses, which may be another than where it is reached. */
  domain: z.string().optional(),
  configuration: configuration.optional(),
  max_toot_chars: size.optional(),
});
export type InstanceAnswer = z.infer<typeof instanceAnswer>;

export const mediaAnswer = z.object({ id: z.string(), url: z.string().nullish() });

const status = z.object({
  id: z.string(),
  uri: z.string(),
  url: z.string().nullish(),
  content: z.string().default(""),
  created_at: z.string(),
  in_reply_to_id: z.string().nullish(),
  media_attachments: z.array(z.object({ id: z.string() })).nullish(),
});
export type Status = z.infer<typeof status>;
export const statusAnswer = status;
export const statusesAnswer = z.array(status);

interface Asking extends Pick<HttpRequest, "method" | "timeoutMs"> {
  instance: string;
  path: string;
  query?: Readonly<Record<string, string>>;
  json?: JsonObject;
  form?: FormData;
  headers?: Readonly<Record<string, string>>;
  /** Without the token. */
  isAnonymous?: boolean;
}

export function ask(session: Session, asking: Asking): Promise<HttpResponse> {
  const { method, instance, path, query, json, form, timeoutMs, isAnonymous = false } = asking;
  const url = new URL(path, instance);
  url.search = new URLSearchParams(query).toString();
  const body = form ?? (json && JSON.stringify(json));
  const token = isAnonymous ? undefined : session.credential["accessToken"];
  return session.fetch({
    ...{ method, url: url.href },
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json && { "content-type": "application/json" }),
      ...asking.headers,
    },
    ...(body !== undefined && { body }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}
