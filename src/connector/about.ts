// A connector's data: who the platform is, how one signs in, how much fits. The API serves it as it
// is, and the dashboard draws its forms, counters and help from it.

import type { TextLimit } from "#text/measure.ts";

export interface About {
  /** The name of the connector's folder. */
  id: string;
  name: string;
  /**
   * Where the platform is reached, by name. `main` can be moved by the setting `<ID>_ORIGIN`, any
   * other by `<ID>_<NAME>_ORIGIN`.
   */
  origins: Readonly<Record<string, string>> & { readonly main: string };
  /** Where people read it; permalinks begin with it. Moved by `<ID>_WEB_ORIGIN`. */
  web: string;
  /** Who else may be contacted: nobody, or servers the user chooses (public addresses only). */
  hosts: "origins-only" | "per-instance";
  accountKinds: readonly string[];
}

/** How a user connects. OAuth kinds join this union as platforms need them. */
export interface Auth {
  kind: "fields";
  fields: readonly Field[];
  /** What the connection permits, in the user's words. */
  permits: string;
}

export interface Field {
  name: string;
  label: string;
  help: string;
  placeholder: string;
  secret: boolean;
  required: boolean;
}

export interface Option {
  name: string;
  label: string;
  kind: "switch";
  default: boolean;
}

/** Where a number comes from, and the day it was read there (ISO 8601 date). */
export interface Source {
  url: string;
  checkedOn: string;
}

export interface Limits {
  /** Of one segment; all hold at once. */
  text: readonly (TextLimit & { source: Source })[];
  images: ImageLimits;
  /** Null where one post cannot be continued by another. */
  thread: { maxSegments: number } | null;
  /** Null where the platform draws no card from what we send. */
  card: { thumbnail: FileLimits; source: Source } | null;
}

export interface FileLimits {
  maxBytes: number;
  /** The longer side. */
  maxSidePx: number;
  /** Accepted media types, the preferred one first. */
  mediaTypes: readonly string[];
}

export interface ImageLimits extends FileLimits {
  maxCount: number;
  maxAltLength: TextLimit;
  source: Source;
}
