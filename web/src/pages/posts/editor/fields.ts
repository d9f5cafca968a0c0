// What the fields of the Editor share.

import { ApiProblem } from "../../../api.ts";
import type { ChangeDraft, Draft } from "./draft.ts";

export interface FieldsProps {
  draft: Draft;
  change: ChangeDraft;
  /** While nobody knows what became of it, it must stay as it is. */
  isLocked: boolean;
  error: Error | null;
}

/** What the server says about a field or a part of it, when it was saved or previewed. */
export function contentError(error: Error | null, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const found = error.errors.find(({ path }) => {
    const own = path.replace(/^post\./, "");
    return own === field || own.startsWith(`${field}.`);
  });
  return found?.message;
}
