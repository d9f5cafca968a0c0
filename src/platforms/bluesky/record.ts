// The record that a segment becomes. Built from the composition, the step's intent and earlier
// results alone, so that building it again gives the same bytes.
// https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json (2026-11-01)

import { z } from "zod";

import type { Call, Segment } from "#connector/contract.ts";
import type { JsonObject } from "#kernel/json.ts";

import { facet, facetRecords } from "./facets.ts";
import { collection, recordRef, uploadedBlob } from "./wire.ts";

/** What is chosen before a segment is sent. */
export const segmentIntent = z.object({ rkey: z.string(), createdAt: z.string() });

/** Result of the `mentions` step: DIDs by handle. */
export const mentionResult = z.object({ dids: z.record(z.string(), z.string()) });

/** What `compose` adds to a segment. */
export const segmentExtra = z.object({ facets: z.array(facet), langs: z.array(z.string()) });

type Results = Call["results"];

export function postRecord({ composition, intent, results }: Call, index: number): JsonObject {
  const segment = composition.segments[index];
  if (!segment) throw new Error(`The composition has no segment ${index}`);
  const { facets, langs } = segmentExtra.parse(segment.extra);
  const { dids } = mentionResult.parse(results["mentions"] ?? { dids: {} });
  const marked = facetRecords(facets, dids);
  const embed = embedOf(segment, results);
  return {
    $type: collection,
    text: segment.text,
    createdAt: segmentIntent.parse(intent).createdAt,
    ...(marked.length > 0 && { facets: marked }),
    ...(langs.length > 0 && { langs }),
    ...(index > 0 && { reply: replyTo(results, index - 1) }),
    ...(embed && { embed }),
  };
}

/** The first post stays the root of the whole thread. */
function replyTo(results: Results, parent: number): JsonObject {
  return { root: refOf(results, 0), parent: refOf(results, parent) };
}

function refOf(results: Results, index: number): JsonObject {
  return recordRef.parse(results[`segment-${index}`]);
}

function embedOf({ images, card }: Segment, results: Results): JsonObject | null {
  if (images.length > 0) {
    return {
      $type: "app.bsky.embed.images",
      images: images.map(({ alt, widthPx: width, heightPx: height }, index) => ({
        image: blobOf(results, `image-${index}`),
        alt,
        aspectRatio: { width, height },
      })),
    };
  }
  if (!card) return null;
  const { url: uri, title, description, thumbnail } = card;
  const thumb = thumbnail && { thumb: blobOf(results, "thumbnail") };
  return { $type: "app.bsky.embed.external", external: { uri, title, description, ...thumb } };
}

function blobOf(results: Results, step: string): JsonObject {
  return uploadedBlob.parse(results[step]).blob;
}
