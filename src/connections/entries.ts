// What a user enters into the fields of a way to connect.

import type { Field } from "#connector/way.ts";

export type Entries = Readonly<Record<string, string>>;

/** The first field that has to be filled in and is not. */
export function missingEntry(
  fields: readonly Field[],
  entries: Entries,
): { field: string; message: string } | undefined {
  const missing = fields.find(
    ({ name, required }) => required && (entries[name] ?? "").trim() === "",
  );
  return missing && { field: missing.name, message: `${missing.label} is needed.` };
}
