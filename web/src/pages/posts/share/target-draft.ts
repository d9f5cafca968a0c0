// What is set for one connection of a run, while it is being set.

import type { Target } from "#api/contract/runs.ts";
import type { Caption } from "#text/caption.ts";
import { withoutVariables } from "#text/template-parts.ts";
import type { Options } from "./TargetOptions.tsx";

export interface TargetDraft {
  /** Null: the usual one. So is an empty one. */
  caption: string | null;
  /** Null: as usual. */
  overflow: Caption["overflow"] | null;
  isNumbered: boolean | null;
  options: Options;
}

export type ChangeTarget = (part: Partial<TargetDraft>) => void;

export const untouched: TargetDraft = {
  ...{ caption: null, overflow: null, isNumbered: null, options: {} },
};

/** What stands in the field: what is written on from there is a template, and the usual text is none. */
export function writtenCaption({ caption }: TargetDraft, usual: Caption | undefined): string {
  return caption ?? withoutVariables(usual?.text ?? "");
}

/** Undefined: the usual one. */
export function ownCaption({ caption }: TargetDraft): string | undefined {
  return caption === null || caption.trim() === "" ? undefined : caption;
}

export function isTargetDraft(value: unknown): value is TargetDraft {
  if (typeof value !== "object" || value === null) return false;
  const { caption, overflow, isNumbered, options } = value as Partial<
    Record<keyof TargetDraft, unknown>
  >;
  return (
    (caption === null || typeof caption === "string") &&
    (overflow === null || overflow === "thread" || overflow === "shorten") &&
    (isNumbered === null || typeof isNumbered === "boolean") &&
    typeof options === "object" &&
    options !== null &&
    Object.values(options).every((each) => typeof each === "string" || typeof each === "boolean")
  );
}

export function toTarget(connectionId: string, draft: TargetDraft): Target {
  const { overflow, isNumbered, options } = draft;
  const caption = ownCaption(draft);
  return {
    connectionId,
    ...(caption !== undefined && { caption }),
    ...(overflow !== null && { overflow }),
    ...(isNumbered !== null && { isNumbered }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}
