// What is set for sharing a subject: where to, in which words, and what AI is to write from.

import type { Platform } from "#api/contract/connections.ts";
import type { ShareDestination } from "./destinations.ts";
import { isTargetDraft } from "./target-draft.ts";
import type { TargetDraft } from "./target-draft.ts";
import type { Options } from "./TargetOptions.tsx";

export interface ShareDraft {
  /** By their ids. Null: nobody has chosen. */
  chosen: readonly string[] | null;
  /** By connection. */
  drafts: Readonly<Record<string, TargetDraft>>;
  core: string;
}

export const nothingSet: ShareDraft = { chosen: null, drafts: {}, core: "" };

/** Without what was set for connections that are gone, and options that their platforms no longer have. */
export function stillThere(
  { chosen, drafts, core }: ShareDraft,
  destinations: readonly ShareDestination[],
  platforms: readonly Platform[] | undefined,
): ShareDraft {
  const left = destinations.flatMap(({ id, platform }) => {
    const draft = drafts[id];
    if (draft === undefined) return [];
    const known = platforms?.find((each) => each.id === platform)?.options;
    const options = known === undefined ? draft.options : knownOptions(draft.options, known);
    return [[id, { ...draft, options }] as const];
  });
  return {
    chosen: chosen?.filter((id) => destinations.some((each) => each.id === id)) ?? null,
    ...{ drafts: Object.fromEntries(left), core },
  };
}

export function isShareDraft(value: object): value is ShareDraft {
  const { chosen, drafts, core } = value as Partial<Record<keyof ShareDraft, unknown>>;
  return (
    (chosen === null || (Array.isArray(chosen) && chosen.every((id) => typeof id === "string"))) &&
    typeof drafts === "object" &&
    drafts !== null &&
    Object.values(drafts).every(isTargetDraft) &&
    typeof core === "string"
  );
}

function knownOptions(options: Options, known: Platform["options"]): Options {
  const isKnown = ([name, value]: [string, boolean | string]) =>
    known.some(
      (option) =>
        option.name === name &&
        typeof option.default === typeof value &&
        (option.kind !== "choice" || option.choices.some((choice) => choice.value === value)),
    );
  return Object.fromEntries(Object.entries(options).filter(isKnown));
}
