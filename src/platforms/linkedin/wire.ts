// LinkedIn's API as far as we use it. https://learn.microsoft.com/linkedin/marketing (2026-11-25)

import { z } from "zod";

import type { Session } from "#connector/contract.ts";
import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";

import { about } from "./about.ts";

export const userInfo = z.object({
  sub: z.string().min(1),
  name: z.string(),
  picture: z.string().nullish(),
});

/** The page goes by two names: https://learn.microsoft.com/linkedin/marketing/community-management/organizations/organization-access-control-by-role (2026-11-25) */
const role = z.object({
  role: z.string(),
  organization: z.string().optional(),
  organizationTarget: z.string().optional(),
});
export const rolesAnswer = z.object({ elements: z.array(role).default([]) });

export const organizationsAnswer = z.object({
  results: z.record(
    z.string(),
    z.object({ localizedName: z.string().optional(), vanityName: z.string().optional() }),
  ),
});

export const begunUpload = z.object({
  value: z.object({ uploadUrl: z.url(), image: z.string() }),
});

/** What became of an upload: the image that a post can name. */
export const uploaded = begunUpload.shape.value.pick({ image: true });

export const imageState = z.object({ status: z.string() });

const post = z.object({
  id: z.string(),
  commentary: z.string().default(""),
  /** Milliseconds. */
  createdAt: z.number(),
  content: z.object({ article: z.object({ source: z.string() }).optional() }).optional(),
});
export const postsAnswer = z.object({ elements: z.array(post).default([]) });

/** A member of another kind is as good as none: the others still tell. */
const words = z.string().optional().catch(undefined);
export const refusalBody = z.object({
  message: words,
  code: words,
  serviceErrorCode: z.number().optional().catch(undefined),
  errorDetails: z
    .object({ inputErrors: z.array(z.object({ code: words, description: words })).optional() })
    .optional()
    .catch(undefined),
  /** Of the token endpoint. */
  error: words,
  error_description: words,
});
export type RefusalBody = z.infer<typeof refusalBody>;

interface Asking extends Pick<HttpRequest, "method"> {
  /** With its query, where that holds a list: `List(1,2)` must not be encoded. */
  path: string;
  query?: Readonly<Record<string, string>>;
  json?: JsonObject;
}

export function ask(
  session: Session,
  { method, path, query, json }: Asking,
): Promise<HttpResponse> {
  const url = new URL(path, session.origins["main"] ?? about.origins.main);
  if (query) url.search = new URLSearchParams(query).toString();
  return session.fetch({
    ...{ method, url: url.href },
    headers: {
      authorization: bearerOf(session),
      "linkedin-version": session.settings["version"] ?? "",
      "x-restli-protocol-version": "2.0.0",
      ...(json && { "content-type": "application/json" }),
    },
    ...(json && { body: JSON.stringify(json) }),
  });
}

export function bearerOf({ credential }: Session): string {
  return `Bearer ${credential["accessToken"] ?? ""}`;
}
