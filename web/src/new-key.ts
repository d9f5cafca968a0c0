// Names for what is created once. Browsers offer `crypto.randomUUID` to HTTPS and localhost only, and a
// server at home may have neither.

export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
