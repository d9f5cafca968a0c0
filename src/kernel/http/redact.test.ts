import fc from "fast-check";
import { expect, test } from "vitest";

import { redact } from "./redact.ts";

test("leaves a text without secrets as it is", () => {
  expect(redact("nothing here", ["canary"])).toBe("nothing here");
  expect(redact("nothing here", [])).toBe("nothing here");
  expect(redact("nothing here", [""])).toBe("nothing here");
});

test("removes every occurrence of every secret, the longer one first", () => {
  const text = "first=abcd second=abcdef first=abcd";
  expect(redact(text, ["abcd", "abcdef"])).toBe(
    "first=[redacted] second=[redacted] first=[redacted]",
  );
});

test("treats a secret as text, not as a pattern", () => {
  expect(redact("a.c abc $&", ["a.c", "$&"])).toBe("[redacted] abc [redacted]");
});

test("knows a webhook by its address and by its path", () => {
  const webhook = "https://discord.test/api/webhooks/1/tök~en?wait=true";
  const sandboxed = "http://127.0.0.1:9/api/webhooks/1/t%C3%B6k~en/messages/7";
  expect(redact(`called ${webhook}`, [webhook])).toBe("called [redacted]");
  expect(redact(sandboxed, [webhook])).toBe("http://127.0.0.1:9[redacted]/messages/7");
});

test("finds partly encoded spellings", () => {
  for (const spelling of ["a/b+c=", "a%2Fb%2Bc%3D", "a%2fb+c%3d", "a/b%2bc="]) {
    expect(redact(`token ${spelling}.`, ["a/b+c="])).toBe("token [redacted].");
  }
});

test("finds any secret in any encoding of it", () => {
  const secrets = fc.string({ unit: "grapheme", minLength: 11, maxLength: 40 });
  const encodings = fc.constantFrom<(secret: string) => string>(
    (secret) => secret,
    encodeURI,
    encodeURIComponent,
    (secret) => new URLSearchParams({ secret }).toString().slice("secret=".length),
    (secret) => JSON.stringify(secret).slice(1, -1),
    (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  );
  fc.assert(
    fc.property(
      secrets,
      encodings,
      (secret, encode) => redact(`<${encode(secret)}>`, [secret]) === "<[redacted]>",
    ),
    { seed: 1 },
  );
});

test("takes a secret of any length", () => {
  const secret = "ab1Z".repeat(5000);
  expect(redact(`<${secret}> and b1`, [secret])).toBe("<[redacted]> and b1");
});
