// A connector's data: who the platform is, how one signs in, how much fits. The API serves it as it
// is, and the dashboard draws its forms, counters and help from it.

import type { HashtagRules } from "#text/hashtags.ts";
import type { TextLimit } from "#text/measure.ts";
import type { OAuth2Auth } from "./oauth.ts";
import type { AuthBase, Field } from "./way.ts";

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
  /** The caption of a post that nobody has worded: see `#text/template.ts`. */
  template: string;
  hashtags: HashtagRules;
  /** What an operator may change, by name: the setting is `<ID>_<NAME>`. */
  settings?: Readonly<Record<string, PlatformSetting>>;
}

export interface PlatformSetting {
  default: string;
  /** The whole value has to match. */
  pattern: RegExp;
  /** What it is and what it may be, in a sentence. */
  help: string;
}

/** A way to connect. */
export type Auth = FieldsAuth | OAuth2Auth;

/** A connector has one of these at most. */
export interface FieldsAuth extends AuthBase {
  kind: "fields";
  fields: readonly Field[];
}

export type Option = SwitchOption | ChoiceOption | TextOption;

interface OptionBase {
  name: string;
  label: string;
}

export interface SwitchOption extends OptionBase {
  kind: "switch";
  default: boolean;
}

export interface ChoiceOption extends OptionBase {
  kind: "choice";
  /** One of the choices' values. */
  default: string;
  choices: readonly { value: string; label: string }[];
}

/** One line of text; empty by default. */
export interface TextOption extends OptionBase {
  kind: "text";
  default: "";
  maxLength: number;
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
  card: CardLimits | null;
}

export interface CardLimits {
  thumbnail: FileLimits;
  /** Whether the picture's alt text reaches readers; false by default. */
  takesAlt?: boolean;
  /** Whether it is also drawn where the post has images; false by default. */
  isBesideImages?: boolean;
  source: Source;
}

export interface FileLimits {
  maxBytes: number;
  /** The longer side. */
  maxSidePx: number;
  /** Accepted media types, the preferred one first. */
  mediaTypes: readonly string[];
  /** Where other limits hold for what moves. */
  animation?: AnimationLimits;
}

/** Of an animated GIF, which is sent as it is. */
export interface AnimationLimits {
  maxBytes: number;
  maxWidthPx: number;
  maxHeightPx: number;
  maxFrames: number;
  /** Of all frames together. */
  maxPixels?: number;
}

export interface ImageLimits extends FileLimits {
  maxCount: number;
  maxAltLength: TextLimit;
  source: Source;
}
