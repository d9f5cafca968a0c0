// What a model proposes as captions, by connection, as it comes in.

import type { Adapted, Adapting, NotAdapted } from "#api/contract/adapt.ts";
import type { ServerEvent } from "../../../../server-events.ts";

export type Mode = "generate" | "adapt";

export type Proposal = { request: number } & (
  | { state: "writing"; text: string }
  | ({ state: "written" } & Adapted)
  /** Without `usage`, nothing came of it at all. */
  | { state: "failed"; message: string; fallback: string; usage?: NotAdapted["usage"] }
  /** There is no model: what was made without one. */
  | { state: "mechanical"; fallback: string }
);

/** By connection. */
export type Proposals = Readonly<Record<string, Proposal>>;

type AdaptEvent =
  | { event: "text"; data: Adapting }
  | { event: "done"; data: Adapted }
  | { event: "failed"; data: NotAdapted }
  | { event: "end"; data: object };

/** An event of an earlier request, or of what was discarded, changes nothing. */
export function withEvent(before: Proposals, request: number, given: ServerEvent): Proposals {
  // The server's schemas are the contract's; they are not checked a second time here.
  const event = given as AdaptEvent;
  if (event.event === "end" || before[event.data.connectionId]?.request !== request) return before;
  return { ...before, [event.data.connectionId]: { request, ...proposed(event) } };
}

function proposed(event: Exclude<AdaptEvent, { event: "end" }>) {
  switch (event.event) {
    case "text":
      return { state: "writing", text: event.data.text } as const;
    case "done":
      return { state: "written", ...event.data } as const;
    case "failed":
      return { state: "failed", ...event.data } as const;
  }
}

/** Those that are still being written will not be. */
export function withFailure(
  before: Proposals,
  request: number,
  { message, fallbacks }: { message: string; fallbacks: Readonly<Record<string, string>> },
): Proposals {
  return Object.fromEntries(
    Object.entries(before).map(([id, proposal]) =>
      proposal.request === request && proposal.state === "writing"
        ? [id, { request, state: "failed", message, fallback: fallbacks[id] ?? "" }]
        : [id, proposal],
    ),
  );
}

export function isWriting(proposals: Proposals, request?: number): boolean {
  return Object.values(proposals).some(
    (proposal) =>
      proposal.state === "writing" && (request === undefined || proposal.request === request),
  );
}
