// Has a model write captions, shows them as they come, and stops it when nobody waits for them any more.

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiProblem, postForStream, Unreachable } from "../../../../api.ts";
import { aiQuery } from "../../../../queries.ts";
import { readEvents } from "../../../../server-events.ts";
import type { Subject } from "../subject.ts";
import { isWriting, withEvent, withFailure } from "./proposals.ts";
import type { Mode, Proposals } from "./proposals.ts";

/** A connection to write for, and what it would get without a model. */
export interface Wanted {
  id: string;
  fallback: string;
}

export type Adapting = ReturnType<typeof useAdapting>;

/** Of one request, for the server. */
const maxTargets = 20;

const brokenOff = "The answer broke off before it was whole. Try again.";

/** What is typed for a post, to adapt captions from. */
interface Core {
  core: string;
  setCore(core: string): void;
}

export function useAdapting({ request: subject }: Subject, { core, setCore }: Core) {
  const about = useQuery(aiQuery).data;
  const message = subject !== null && "message" in subject ? subject.message : null;
  const [proposals, setProposals] = useState<Proposals>({});
  const calls = useRef(new Map<number, AbortController>());
  const count = useRef(0);

  useEffect(() => {
    const open = calls.current;
    return () => {
      for (const call of open.values()) call.abort();
    };
  }, []);

  // What is discarded need not be written to its end.
  useEffect(() => {
    for (const [request, call] of calls.current) {
      if (!isWriting(proposals, request)) call.abort();
    }
  }, [proposals]);

  function start(mode: Mode, wanted: readonly Wanted[]): void {
    for (let from = 0; from < wanted.length; from += maxTargets) {
      startSome(mode, wanted.slice(from, from + maxTargets));
    }
  }

  function startSome(mode: Mode, wanted: readonly Wanted[]): void {
    count.current += 1;
    const request = count.current;
    if (about?.isReady !== true) {
      const made = wanted.map(({ id, fallback }) => [
        id,
        { request, state: "mechanical", fallback },
      ]);
      setProposals((before) => ({ ...before, ...(Object.fromEntries(made) as Proposals) }));
      return;
    }
    const begun = wanted.map(({ id }) => [id, { request, state: "writing", text: "" }]);
    setProposals((before) => ({ ...before, ...(Object.fromEntries(begun) as Proposals) }));
    void write(mode, wanted, request);
  }

  async function write(mode: Mode, wanted: readonly Wanted[], request: number): Promise<void> {
    const call = new AbortController();
    calls.current.set(request, call);
    const targets = wanted.map(({ id }) => ({ connectionId: id }));
    const body = { ...subject, mode, targets, ...(mode === "adapt" && { core: message ?? core }) };
    let reason = brokenOff;
    try {
      const stream = await postForStream("/captions/adapt", body, call.signal);
      for await (const event of readEvents(stream)) {
        setProposals((before) => withEvent(before, request, event));
      }
    } catch (error) {
      if (error instanceof ApiProblem || error instanceof Unreachable) reason = error.message;
    }
    calls.current.delete(request);
    const fallbacks = Object.fromEntries(wanted.map(({ id, fallback }) => [id, fallback]));
    setProposals((before) => withFailure(before, request, { message: reason, fallbacks }));
  }

  function discard(id: string): void {
    setProposals(({ [id]: _discarded, ...rest }) => rest);
  }

  return {
    ...{ about, proposals, start, discard },
    /** What the captions are adapted from: a message itself, or what is typed for a post. */
    core: message ?? core,
    setCore,
    isPost: message === null,
  };
}
