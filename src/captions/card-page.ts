// The page behind a link, read for what it says of itself: public pages only, and of each no more than
// its beginning.

import type { Http, HttpResponse } from "#kernel/http/fetch.ts";
import { HttpFailure } from "#kernel/http/fetch.ts";
import { readPage } from "./open-graph.ts";
import type { PageFacts } from "./open-graph.ts";

const maxPageBytes = 1_000_000;
const timeoutMs = 5_000;
/** How far into a page its own word on its characters is looked for, as browsers do. */
const sniffedBytes = 1024;

/** Undefined: it cannot be read, for whatever reason. */
export async function fetchPage(
  http: Http,
  url: string,
  signal: AbortSignal,
): Promise<PageFacts | undefined> {
  const answer = await get(http, url, signal);
  if (answer?.status !== 200) return undefined;
  const contentType = answer.headers.get("content-type") ?? "";
  const isPlain = (answer.headers.get("content-encoding") ?? "identity") === "identity";
  if (!isPlain || !/^(text\/html|application\/xhtml\+xml)\b/i.test(contentType)) return undefined;
  return readPage(decode(answer.bytes, contentType), answer.url);
}

async function get(
  http: Http,
  url: string,
  signal: AbortSignal,
): Promise<HttpResponse | undefined> {
  const fetch = http.guardedFetch({
    ...{ hosts: "public", secrets: () => [], signal, timeoutMs },
    ...{ maxResponseBytes: maxPageBytes, whenLarger: "cut" },
  });
  try {
    const headers = { accept: "text/html,application/xhtml+xml" };
    return await fetch({ method: "GET", url, headers });
  } catch (error) {
    if (error instanceof HttpFailure) return undefined;
    throw error;
  }
}

/** In the characters that it says, in the order in which browsers believe it. */
function decode(bytes: Uint8Array, contentType: string): string {
  const head = Buffer.from(bytes.subarray(0, sniffedBytes)).toString("latin1");
  const inPage = /<meta\s[^>]*charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1];
  const label = labelOfMark(head) ?? /charset\s*=\s*"?([\w:.-]+)/i.exec(contentType)?.[1] ?? inPage;
  return (
    (label && decodeAs(label, bytes, false)) ??
    decodeAs("utf-8", bytes, true) ??
    new TextDecoder("windows-1252").decode(bytes)
  );
}

function labelOfMark(head: string): string | undefined {
  if (head.startsWith("\xef\xbb\xbf")) return "utf-8";
  if (head.startsWith("\xfe\xff")) return "utf-16be";
  return head.startsWith("\xff\xfe") ? "utf-16le" : undefined;
}

/** Undefined where there is no such encoding, or where the bytes are not of it and `fatal` asks for that. */
function decodeAs(label: string, bytes: Uint8Array, fatal: boolean): string | undefined {
  try {
    // Where the page was cut off, half a character may be left.
    return new TextDecoder(label, { fatal }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
