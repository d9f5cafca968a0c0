// Images that are given as an address: fetched once, by the guarded fetch, and stored.

import { HttpFailure } from "#kernel/http/fetch.ts";
import type { HttpFailureKind, HttpResponse } from "#kernel/http/fetch.ts";
import type { Queryable } from "#store/open.ts";
import type { MediaContext } from "./context.ts";
import { storeImage } from "./images.ts";
import type { StoredImage } from "./images.ts";
import { inMegabytes, maxUploadBytes } from "./sizes.ts";

const timeoutMs = 20_000;
const uploadInstead = "Upload the image instead, or give another address.";

export interface WantedImage {
  /** Whose image it becomes. */
  userId: string;
  url: string;
  /** As large as any upload, unless less is wanted. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/** A problem names the host and what to do; never the rest of the address, which may hold a token. */
export async function fetchImage(
  context: MediaContext,
  db: Queryable,
  { userId, url, maxBytes = maxUploadBytes, signal }: WantedImage,
): Promise<{ image: StoredImage } | { problem: string }> {
  const host = URL.parse(url)?.host;
  if (!host)
    return { problem: "The image's address is not a web address: give one with https://." };
  const answer = await get(context, url, { maxBytes, signal });
  if (answer instanceof HttpFailure) return { problem: explain(answer.kind, host, maxBytes) };
  if (answer.status !== 200) {
    return {
      problem: `${host} answered ${answer.status} instead of the image. Check the address. ${uploadInstead}`,
    };
  }
  const stored = await storeImage(context, db, userId, answer.bytes);
  if ("image" in stored) return stored;
  return { problem: `What ${host} sent cannot be used. ${stored.problem}` };
}

async function get(
  { http }: MediaContext,
  url: string,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal | undefined },
): Promise<HttpResponse | HttpFailure> {
  const fetch = http.guardedFetch({
    ...{ hosts: "public", secrets: () => [], timeoutMs, maxResponseBytes: maxBytes },
    ...(signal && { signal }),
  });
  try {
    return await fetch({ method: "GET", url, headers: { accept: "image/*" } });
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    throw error;
  }
}

function explain(kind: HttpFailureKind, host: string, maxBytes: number): string {
  switch (kind) {
    case "refused-by-guard":
      return `${host} is not asked for images: only public https addresses are. ${uploadInstead}`;
    case "too-large":
      return `The image at ${host} is larger than ${inMegabytes(maxBytes)}. Make it smaller and upload it.`;
    case "timeout":
      return `${host} did not send the whole image within ${timeoutMs / 1000} seconds. Try again later. ${uploadInstead}`;
    case "unreachable":
      return `${host} could not be reached. Check the address. ${uploadInstead}`;
    default:
      return `The image could not be fetched from ${host}. Try again later. ${uploadInstead}`;
  }
}
