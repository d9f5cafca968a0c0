// Web addresses as people write them: without their scheme.

/** Null for none. */
export function toWebAddress(written: string): string | null {
  const url = written.trim();
  if (url === "") return null;
  return /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`;
}
