// The connector contract: what Broadside asks of the code for one platform. A connector is a plain
// value; each function answers one question, and what is data stays data. The engine (src/delivery)
// decides when a function is called; a connector never sleeps, loops over tries or retries.

import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { About, Auth, Limits, Option } from "./about.ts";
import type { Failure, Verdict } from "./failure.ts";

export interface Connector {
  readonly about: About;
  readonly auth: Auth;
  /** What a user may set for each delivery. */
  readonly options: readonly Option[];
  /** The sizes that hold for this account (an instance may have its own). */
  limits(account: Account): Limits;
  /** Whom did we connect? Given what the user entered, as `session.credential`. */
  identify(session: Session): Promise<Identity | FieldProblem>;
  /** Pure: the same function serves preview, validation and delivery. */
  compose(draft: Draft, account: Account): Composition;
  /** The stably named, ordered steps that bring a composition to the platform. Pure. */
  steps(composition: Composition): readonly Step[];
  /** What must be chosen before the step is tried (own ids, createdAt); saved before anything is sent. */
  intend(step: Step, context: IntendContext): JsonObject;
  /** One request-sized action. @throws PlatformError for whatever the platform or the way there did. */
  run(call: Call, session: Session): Promise<StepResult>;
  /** Did an interrupted `once` step take place? @throws PlatformError when looking itself failed. */
  reconcile(call: InterruptedCall, session: Session): Promise<Finding>;
  /**
   * The result of a step that a person has found live at this address; undefined when it is not an
   * address of this account's. Needed where later steps build on the result. Pure.
   */
  resultAt?(url: string, account: Account): (Done & { receipt: Receipt }) | undefined;
  /** What a failure means. Pure. */
  classify(failure: Failure, now: Date): Verdict;
  /** A new credential in place of one that has run out. Absent where nothing runs out. */
  refresh?(session: Session, account: Account): Promise<Credential>;
  /** Takes the authorisation back at the platform, where that exists. */
  revoke?(session: Session, account: Account): Promise<void>;
}

/** The remote account, page or channel that a connection posts to. */
export interface Account {
  /** The platform's own, unchanging id. */
  remoteId: string;
  /** One of `about.accountKinds`. */
  kind: string;
  name: string;
  handle: string | null;
  url: string | null;
  avatarUrl: string | null;
  /** What the connector needs to know later and is no secret (its server, a channel id). */
  details: JsonObject;
}

/** Secrets by name. Encrypted at rest; their values are redacted wherever text leaves the process. */
export type Credential = Readonly<Record<string, string>>;

export interface Identity {
  account: Account;
  /** What is kept: not always what was entered. */
  credential: Credential;
}

/** The user's entry is wrong; `message` says what to do. */
export interface FieldProblem {
  problem: { field: string | null; message: string };
}

export interface Session {
  readonly credential: Credential;
  /** The platform's origins by name, as declared in `about.origins` or moved by configuration. */
  readonly origins: Readonly<Record<string, string>>;
  /** The guarded fetch: declared hosts only, capped in time and size. Any status is an answer. */
  fetch(request: HttpRequest): Promise<HttpResponse>;
  now(): Date;
}

/** What the author wants to say on this platform, before it takes the platform's form. */
export interface Draft {
  /** The caption, with template variables filled in. */
  text: string;
  /** The page the post is about; it becomes a card where the platform has cards. */
  link: LinkCard | null;
  /** Already fitted to `limits(account).images`. */
  images: readonly Image[];
  /** What to do with a text that is too long for one segment. */
  overflow: "thread" | "shorten";
  /** BCP 47, when known. */
  language: string | null;
  /** Values for `options`, by name. */
  options: JsonObject;
}

export interface LinkCard {
  url: string;
  title: string;
  description: string;
  thumbnail: Image | null;
}

/** A stored image. Its bytes are read by `mediaId` when they are sent. */
export interface Image {
  mediaId: string;
  mediaType: string;
  sizeBytes: number;
  widthPx: number;
  heightPx: number;
  alt: string;
}

/** Exactly what will be sent; stored with the delivery. Must survive JSON. */
export interface Composition {
  segments: readonly Segment[];
  /** An `error` stops the delivery before it starts. */
  problems: readonly Problem[];
}

export interface Segment {
  text: string;
  lengths: readonly { used: number; max: number; unit: string }[];
  images: readonly Image[];
  card: LinkCard | null;
  /** The connector's own additions (ranges of links, embeds). */
  extra: JsonObject;
}

export interface Problem {
  severity: "error" | "warning";
  code: string;
  message: string;
}

export interface Step {
  /** Stable across versions and the same at every call: `image-0`, `segment-1`. */
  name: string;
  effect: Effect;
  /** For how long the platform keeps the result usable by later steps; absent: for ever. */
  resultLastsMs?: number;
}

/**
 * What repeating a step would cost: nothing ("read"), an unused upload ("orphan"), nothing for a
 * while because the platform drops a repeat with the same key ({ keyedForMs }), a second post ("once").
 */
export type Effect = "read" | "orphan" | "once" | { keyedForMs: number };

export interface IntendContext {
  now: Date;
  /** Uniform in [0, 1). */
  random(): number;
}

export interface Call {
  step: Step;
  composition: Composition;
  account: Account;
  /** What `intend` chose for this step. */
  intent: JsonObject;
  /** Results of the steps finished so far, by step name. */
  results: Readonly<Record<string, JsonObject>>;
  /** The bytes of a stored image. */
  readMedia(mediaId: string): Promise<Uint8Array<ArrayBuffer>>;
}

export interface InterruptedCall extends Call {
  /** When the step was first sent with this intent. */
  startedAt: Date;
}

export type StepResult = Done | Wait;

export interface Done {
  /** What later steps need to know. */
  result: JsonObject;
  /** Present when the step made something a reader can see. */
  receipt?: Receipt;
}

/** Not finished yet: the same step is to be run again at this time. */
export interface Wait {
  waitUntil: Date;
}

export interface Receipt {
  remoteId: string;
  /** Where people find it; null where the platform has no addresses. */
  permalink: string | null;
}

/** What a look at the platform found. `unknown` is final: the platform cannot tell. */
export type Finding = { found: Done & { receipt: Receipt } } | "absent" | "unknown" | Wait;
