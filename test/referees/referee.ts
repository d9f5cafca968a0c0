// A referee judges what a connector sends by the platform's own description of its API, and can be
// put in front of a fake, which may share a mistake with its connector.

import type { CreateFake } from "#connector/fake.ts";

export interface Referee {
  /** What speaks against a request, in sentences for tests. The request can still be read. */
  objections(request: Request): Promise<readonly string[]>;
}

export interface Refereed {
  createFake: CreateFake;
  /** All so far, each once. */
  objections(): readonly string[];
}

/** The fakes it makes answer as before, and every request that they handle is judged. */
export function refereed(createFake: CreateFake, referee: Referee | undefined): Refereed {
  if (referee === undefined) return { createFake, objections: () => [] };
  const collected = new Set<string>();
  return {
    createFake(options) {
      const fake = createFake(options);
      return {
        ...fake,
        async handle(request) {
          for (const objection of await judged(referee, request)) collected.add(objection);
          return fake.handle(request);
        },
      };
    },
    objections: () => [...collected],
  };
}

/** A referee that breaks must not look like a platform that fails: connectors live with those. */
async function judged(referee: Referee, request: Request): Promise<readonly string[]> {
  try {
    return await referee.objections(request);
  } catch (error) {
    return [`The referee broke: ${error instanceof Error ? error.message : String(error)}`];
  }
}
