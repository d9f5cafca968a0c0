// Reading If-Match. A proxy that packs bodies marks an ETag as weak, or appends to it how it was packed:
// `W/"tag"`, `"tag-gzip"`, `"tag;br"`. Both name the version that we gave, since our tags are of one length.

/** Whether the header names the tag, or none is asked for. */
export function namesTag(ifMatch: string | undefined, etag: string): boolean {
  if (ifMatch === undefined || ifMatch.trim() === "*") return true;
  return namedTags(ifMatch).some((tag) => tag.startsWith(etag.slice(1, -1)));
}

/** What stands in the quotes. */
export function namedTags(ifMatch: string): string[] {
  return [...ifMatch.matchAll(/"([^"]*)"/g)].map(([, tag = ""]) => tag);
}
