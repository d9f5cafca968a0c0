// What the tests of this folder share: an AI that asks a stub, and an assignment to give it.

import { onTestFinished } from "vitest";
import { createLogger } from "#kernel/logger.ts";
import { systemClock } from "#kernel/clock.ts";
import { openAiStub } from "#test/ai/stub.ts";
import type { AiStub, Answerer } from "#test/ai/stub.ts";
import type { Assignment } from "./assignment.ts";
import { openAi } from "./endpoint.ts";
import type { Ai, AiOptions } from "./endpoint.ts";

export const url = "https://example.org/engines";

/** An article on engines, in English, to fit 280 characters. */
export function assignment(changes: Partial<Assignment> = {}): Assignment {
  const excerpt = "What Ada Lovelace saw in the Analytical Engine in 1843.";
  return {
    ...{
      platform: "Somewhere",
      limits: [{ max: 280, unit: "grapheme" }],
      reserved: [0],
      canThread: true,
    },
    ...{ maxHashtags: null, language: "en", voice: "", core: null },
    facts: { title: "On Engines", excerpt, body: "It weaves algebraic patterns.", author: "Ada" },
    ...{ url, plainUrl: url, keptLinks: [] },
    mechanical: `On Engines\n\n${excerpt}\n\n${url}`,
    ...changes,
  };
}

export async function stubbed(
  answerers: [Answerer, ...Answerer[]],
  options: Partial<AiOptions> = {},
): Promise<{ ai: Ai; stub: AiStub }> {
  const stub = await openAiStub(...answerers);
  const ai = openAi({
    ...{ baseUrl: stub.baseUrl, apiKey: "sesame-key", model: "stub-model", prices: undefined },
    ...{ clock: systemClock, log: createLogger({ level: "silent" }), ...options },
  });
  onTestFinished(async () => {
    await ai[Symbol.asyncDispose]();
    await stub[Symbol.asyncDispose]();
  });
  return { ai, stub };
}
