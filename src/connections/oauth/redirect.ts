// Where platforms send the browser back to. Operators register it, so it never changes.

/** `isLoopback`: by IP address, for servers that take no name for this machine. */
export function redirectUriOf(
  publicUrl: string,
  platform: string,
  { isLoopback = false } = {},
): string {
  const url = new URL(`/api/v1/connections/callback/${platform}`, publicUrl);
  if (isLoopback) url.hostname = "127.0.0.1";
  return url.href;
}
