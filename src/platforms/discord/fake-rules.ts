// What Discord checks in a webhook message, and the words it refuses one with.
// https://discord.com/developers/docs/reference#error-messages (2026-11-01)

import { z } from "zod";

import { formOf } from "#connector/fake-form.ts";

import { errorCodes } from "./errors.ts";

export interface Upload {
  filename: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** A message that Discord would take, as it would keep it. */
export type Message = z.infer<typeof messageShape> & {
  /** By the id that the message's `attachments` name them with. */
  files: ReadonlyMap<string, Upload>;
};

interface Refusal {
  status: number;
  body: { code: number; message: string; errors?: ErrorTree };
}

interface ErrorTree {
  [key: string]: ErrorTree | { code: string; message: string }[];
}

interface FormError {
  path: string;
  code: string;
  message: string;
}

const mebibyte = 1024 * 1024;
const maxFileBytes = 10 * mebibyte;
const maxFilesBytes = 25 * mebibyte;
const maxFiles = 10;

/** Discord trims every text before it counts. */
const text = z.string().trim();
const image = z.object({ url: z.string() });

const messageShape = z.object({
  content: text.nullish().transform((content) => content ?? ""),
  embeds: z
    .array(
      z.object({
        title: text.default(""),
        description: text.default(""),
        url: z.string().optional(),
        image: image.optional(),
      }),
    )
    .default([]),
  attachments: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).transform(String),
        description: z.string().default(""),
      }),
    )
    .default([]),
});

/** Reads and judges the body of a request that executes a webhook. */
export async function readMessage(request: Request): Promise<Message | Refusal> {
  const { payload, files } = await readBody(request);
  const parsed = messageShape.safeParse(payload);
  if (!parsed.success) {
    const message = "Only dictionaries may be used in a DictType";
    return formRefusal([{ path: "", code: "DICT_TYPE_CONVERT", message }]);
  }
  const message = { ...parsed.data, files };
  return sizeRefusal(message) ?? contentRefusal(message) ?? message;
}

export function isRefusal(value: Message | Refusal): value is Refusal {
  return "status" in value;
}

export function formRefusal(errors: readonly FormError[]): Refusal {
  const tree: ErrorTree = {};
  for (const { path, code, message } of errors) {
    let node = tree;
    for (const key of path === "" ? [] : path.split(".")) {
      node = (node[key] ??= {}) as ErrorTree;
    }
    node["_errors"] = [{ code, message }];
  }
  return { status: 400, body: { message: "Invalid Form Body", code: 50035, errors: tree } };
}

async function readBody(
  request: Request,
): Promise<{ payload: unknown; files: ReadonlyMap<string, Upload> }> {
  const files = new Map<string, Upload>();
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) return { payload: json(await request.text()), files };
  if (!type.startsWith("multipart/form-data")) return { payload: null, files };
  const form = await formOf(request);
  for (const [name, value] of form) {
    const id = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (id === undefined || typeof value === "string") continue;
    const bytes = new Uint8Array(await value.arrayBuffer());
    files.set(id, { filename: value.name, mediaType: value.type, bytes });
  }
  return { payload: json(form.get("payload_json") ?? "{}"), files };
}

function json(body: unknown): unknown {
  try {
    return typeof body === "string" ? JSON.parse(body) : null;
  } catch {
    return null;
  }
}

function sizeRefusal({ files }: Message): Refusal | undefined {
  const sizes = [...files.values()].map(({ bytes }) => bytes.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > maxFilesBytes || sizes.some((size) => size > maxFileBytes)) {
    const body = { message: "Request entity too large", code: errorCodes.tooLarge };
    return { status: 413, body };
  }
  if (sizes.length > maxFiles) {
    const message = "Maximum number of attachments in a message reached (10)";
    return { status: 400, body: { message, code: 30015 } };
  }
  return undefined;
}

function contentRefusal(message: Message): Refusal | undefined {
  const errors = [...lengthErrors(message), ...referenceErrors(message)];
  if (errors.length > 0) return formRefusal(errors);
  const { content, embeds, files } = message;
  if (content !== "" || embeds.length > 0 || files.size > 0) return undefined;
  const body = { message: "Cannot send an empty message", code: errorCodes.emptyMessage };
  return { status: 400, body };
}

function lengthErrors({ content, embeds, attachments }: Message): FormError[] {
  const embedded = embeds.flatMap(({ title, description, url = "" }, index) => [
    ...tooLong(`embeds.${index}.title`, title, 256),
    ...tooLong(`embeds.${index}.description`, description, 4096),
    ...tooLong(`embeds.${index}.url`, url, 2048),
  ]);
  const sum = embeds.reduce(
    (sum, { title, description }) => sum + title.length + description.length,
    0,
  );
  const message = "Embed size exceeds maximum size of 6000";
  return [
    ...tooLong("content", content, 2000),
    ...tooLong("embeds", embeds, 10),
    ...embedded,
    ...(sum > 6000 ? [{ path: "embeds", code: "MAX_EMBED_SIZE_EXCEEDED", message }] : []),
    ...tooLong("attachments", attachments, maxFiles),
    ...attachments.flatMap(({ description }, index) =>
      tooLong(`attachments.${index}.description`, description, 1024),
    ),
  ];
}

function tooLong(path: string, value: { length: number }, max: number): FormError[] {
  if (value.length <= max) return [];
  const message = `Must be ${max} or fewer in length.`;
  return [{ path, code: "BASE_TYPE_MAX_LENGTH", message }];
}

/** Discord's words for a file that was not sent are not documented: these are ours. */
function referenceErrors({ embeds, attachments, files }: Message): FormError[] {
  const named = new Set([...files.values()].map(({ filename }) => `attachment://${filename}`));
  const notSent = (path: string, isSent: boolean) =>
    isSent ? [] : [{ path, code: "ATTACHMENT_NOT_FOUND", message: "No such file was sent." }];
  return [
    ...attachments.flatMap(({ id }, index) => notSent(`attachments.${index}.id`, files.has(id))),
    ...embeds.flatMap(({ url, image }, index) => {
      const path = `embeds.${index}.image.url`;
      const isAttachment = image?.url.startsWith("attachment://") ?? false;
      return [
        ...badScheme(`embeds.${index}.url`, url),
        ...(image && isAttachment
          ? notSent(path, named.has(image.url))
          : badScheme(path, image?.url)),
      ];
    }),
  ];
}

function badScheme(path: string, url: string | undefined): FormError[] {
  if (url === undefined || /^https?:\/\//.test(url)) return [];
  const scheme = JSON.stringify(/^(\w+):/.exec(url)?.[1] ?? "");
  const message = `Scheme ${scheme} is not supported. Scheme must be one of ('http', 'https').`;
  return [{ path, code: "URL_TYPE_INVALID_SCHEME", message }];
}
