// Which OpenAPI description judges which platform, and where it is silent or mistaken: every exception
// with its reason.

import { z } from "zod";

export interface Law {
  /** Below the folder of descriptions. */
  file: string;
  /** Requests that it leaves out, as "METHOD /path". */
  outside: readonly { requests: RegExp; reason: string }[];
  corrections: readonly Correction[];
  /** Whether forms are taken wherever the description speaks of JSON alone. */
  takesForms: boolean;
  /** Where the fields of a multipart form are not those of the schema. */
  readMultipart?(form: FormData): { value: unknown; objections: readonly string[] };
}

export interface Correction {
  at: readonly string[];
  /** What stands there instead. */
  is: unknown;
  reason: string;
}

const consent = "A page for the person's browser.";
const tokens = "The endpoints of OAuth itself are not described.";

/**
 * As the description of 2025-10-28 has them:
 * https://github.com/xdevplatform/docs/blob/5d8b512a5b7562ac782334c0ccf292b08cafbaf1/openapi.json (2026-11-25)
 */
const tweetFields = [
  ...["article", "attachments", "author_id", "card_uri", "community_id", "context_annotations"],
  ...["conversation_id", "created_at", "display_text_range", "edit_controls"],
  ...["edit_history_tweet_ids", "entities", "geo", "id", "in_reply_to_user_id", "lang"],
  ...["media_metadata", "non_public_metrics", "note_tweet", "organic_metrics"],
  ...["possibly_sensitive", "promoted_metrics", "public_metrics", "referenced_tweets"],
  ...["reply_settings", "scopes", "source", "suggested_source_links", "text", "withheld"],
];

export const laws: Readonly<Record<string, Law>> = {
  x: {
    file: "x/openapi.json",
    outside: [
      { requests: /^(GET|POST) \/i\/oauth2\/authorize$/, reason: consent },
      { requests: /^POST \/2\/oauth2\/(token|revoke)$/, reason: tokens },
    ],
    corrections: [
      {
        at: ["components", "parameters", "PostFieldsParameter"],
        is: {
          ...{ name: "tweet.fields", in: "query", explode: false },
          schema: { type: "array", items: { type: "string", enum: tweetFields } },
        },
        // https://docs.x.com/x-api/fundamentals/fields (2026-11-25)
        reason: "Called post.fields there, and tweet.fields where the documentation explains it.",
      },
    ],
    takesForms: false,
  },
  discord: {
    file: "discord/openapi.json",
    outside: [
      { requests: /^(GET|POST) \/oauth2\/authorize$/, reason: consent },
      // https://discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-urls (2026-11-25)
      { requests: /^POST \/api\/oauth2\/token(\/revoke)?$/, reason: tokens },
    ],
    ...{ corrections: [], takesForms: false, readMultipart: readPayloadAndFiles },
  },
  mastodon: {
    file: "mastodon/openapi.json",
    outside: [{ requests: /^POST \/oauth\/authorize$/, reason: consent }],
    corrections: [
      {
        at: [
          ...["paths", "/api/v1/apps", "post", "requestBody", "content", "application/json"],
          ...["schema", "properties", "redirect_uris"],
        ],
        is: { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
        // https://docs.joinmastodon.org/methods/apps/#create (2026-11-25)
        reason: "A string or a list of them; servers before 4.3 take one address alone.",
      },
    ],
    // https://docs.joinmastodon.org/client/intro/#parameters (2026-11-25)
    takesForms: true,
  },
};

/**
 * The message as JSON in one field, and the files that it numbers in others.
 * https://discord.com/developers/docs/reference#uploading-files (2026-11-25)
 */
function readPayloadAndFiles(form: FormData): { value: unknown; objections: string[] } {
  const others = [...form].filter(([name]) => name !== "payload_json");
  const objections = others.flatMap(([name, value]) => {
    if (!/^files\[\d+\]$/.test(name)) return [`the field ${name} is not known`];
    return typeof value === "string" ? [`the field ${name} is not a file`] : [];
  });
  const payload = z.string().safeParse(form.get("payload_json")).data;
  return { value: payload === undefined ? {} : JSON.parse(payload), objections };
}
