// How a jsonb column is typed: written as JSON text, read as unknown until its room parses it.

import type { ColumnType } from "kysely";

export type Jsonb = ColumnType<unknown, string, string>;
