// What is set for sharing a subject, kept in the browser with every letter until it is on its way.

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { platformsQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { useKept } from "../../../use-kept.ts";
import { chosenBeforehand } from "./destinations.ts";
import type { ShareDestination } from "./destinations.ts";
import { nothingSet, isShareDraft, stillThere } from "./share-draft.ts";
import type { ShareDraft } from "./share-draft.ts";
import type { Subject } from "./subject.ts";
import { untouched } from "./target-draft.ts";
import type { TargetDraft } from "./target-draft.ts";

export function useShareDraft(
  { key, request }: Subject,
  destinations: readonly ShareDestination[],
) {
  const { user } = useSession();
  const { value, keep, drop } = useKept<ShareDraft>({
    name: `share.${user.id}.${key}`,
    isWhole: isShareDraft,
  });
  const platforms = useQuery(platformsQuery).data;
  // Where it has come meanwhile, it stays chosen under the eyes of whoever shares it.
  const [beforehand] = useState(() => chosenBeforehand(destinations));
  const current = stillThere(value ?? nothingSet, destinations, platforms);

  function change(part: (before: ShareDraft) => Partial<ShareDraft>): void {
    keep((before) => {
      const there = stillThere(before ?? nothingSet, destinations, platforms);
      return { ...there, ...part(there) };
    });
  }

  // Captions of a message that was taken back would go out with the next one.
  const isIdle = request === null && Object.keys(current.drafts).length > 0;
  useEffect(() => {
    if (isIdle) keep((before) => ({ ...(before ?? nothingSet), drafts: {} }));
  }, [isIdle, keep]);

  return {
    chosen: current.chosen ?? beforehand,
    setChosen: (chosen: readonly string[]) => change(() => ({ chosen })),
    draftOf: (id: string) => current.drafts[id] ?? untouched,
    changeTarget: (id: string, part: Partial<TargetDraft>) =>
      change(({ drafts }) => ({
        drafts: { ...drafts, [id]: { ...(drafts[id] ?? untouched), ...part } },
      })),
    core: current.core,
    setCore: (core: string) => change(() => ({ core })),
    forget: drop,
  };
}
