// What some settings may be.

import ipaddr from "ipaddr.js";
import { z } from "zod";

/** An address, or `Name <address>`. */
export const mailFromSchema = z.string().refine(isSender, {
  error: "Give an e-mail address, or a name and an address such as Notes <notes@example.org>.",
});

/** The address under which an AI endpoint has its `/chat/completions`, without a slash at its end. */
export const aiUrlSchema = z
  .url({ protocol: /^https?$/ })
  .refine(isPlain, { error: "Give the address alone: a key belongs in AI_API_KEY." })
  .transform((url) => url.replace(/\/+$/, ""));

/** In US dollars per million tokens. */
export interface AiPrices {
  inputUsd: number;
  outputUsd: number;
}

export const aiPricesSchema = z.string().transform((text, context): AiPrices => {
  const [inputUsd, outputUsd, ...others] = splitList(text).map(Number);
  if (isPrice(inputUsd) && isPrice(outputUsd) && others.length === 0) {
    return { inputUsd, outputUsd };
  }
  context.addIssue({
    code: "custom",
    message: "Give two prices in US dollars per million tokens, input and output, such as 0.4,1.6.",
  });
  return z.NEVER;
});

/** An IP address, a range of them, or the word "loopback". */
export function isProxy(text: string): boolean {
  return text === "loopback" || ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

/** The entries of a comma-separated list. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function isPlain(address: string): boolean {
  const url = URL.parse(address);
  return url?.username === "" && url.password === "" && url.search === "" && url.hash === "";
}

function isPrice(price: number | undefined): price is number {
  return price !== undefined && Number.isFinite(price) && price >= 0;
}

function isSender(text: string): boolean {
  const address = /^[^<>\r\n]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  // Servers that are only known on their own machine have no dot in their names.
  return z.email({ pattern: /^[^\s@<>]+@[^\s@<>]+$/ }).safeParse(address).success;
}
