// The connector contract: what Broadside asks of the code for one platform. A connector is a plain
// value; each function answers one question, and what is data stays data. The engine (src/delivery)
// decides when a function is called; a connector never sleeps, loops over tries or retries.

import type { HttpRequest, HttpResponse } from "#kernel/http/fetch.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { About, Auth, Limits, Option } from "./about.ts";
import type { Failure, Verdict } from "./failure.ts";
import type { Discovered, OAuthApp, Registration } from "./oauth.ts";
import type { SignIn } from "./sign-in.ts";

export interface Connector {
  readonly about: About;
  /** The ways to connect, the best one first. */
  readonly auth: readonly [Auth, ...Auth[]];
  /** How people sign in to Broadside with an account there. Absent where they cannot. */
  readonly signIn?: SignIn;
  /** What a user may set for each delivery. */
  readonly options: readonly Option[];
  /** The sizes that hold for this account (an instance may have its own). */
  limits(account: Account): Limits;
  /**
   * Whom did we connect by this way (`auth[].id`)? `session.credential` is what the user entered, or
   * the tokens and what is kept beside them.
   */
  identify(session: Session, auth: string): Promise<Identity | FieldProblem>;
  /** Present where what `identify` says of an account changes by itself, as sizes do: it is asked daily. */
  readonly accountsChange?: true;
  /** The accounts that a way with `reaches: "several"` reaches; asked instead of `identify`. */
  targets?(session: Session, auth: string): Promise<readonly Account[] | FieldProblem>;
  /** The authorization server behind what the user entered (`session.credential`). */
  discover?(session: Session, auth: string): Promise<Discovered | FieldProblem>;
  /** Makes our app known to a server that `discover` found. */
  register?(session: Session, asked: Registration): Promise<OAuthApp>;
  /** The credential to keep in place of the one that a code was exchanged for. */
  exchange?(session: Session, app: OAuthApp): Promise<Grant>;
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
  /**
   * A new credential in place of one that has run out. Not asked for ways whose `renewal` is by
   * refresh tokens or none; absent where there are no others.
   */
  refresh?(session: Session, account: Account): Promise<Grant>;
  /** Takes the authorisation back at the platform, where that is more or else than OAuth's revocation. */
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

/** A credential and how long it is good for. */
export interface Grant {
  credential: Credential;
  /** When the credential has run out and is to be renewed before; null: not known, or never. */
  accessEndsAt: Date | null;
  /** When posting ends unless the user, or a renewal, prolongs it; null: not known, or never. */
  endsAt: Date | null;
}

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
  /** The values of `about.settings`. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * The guarded fetch: declared hosts only, capped in time and size. Any status is an answer. A request
   * may ask for another time than the usual minute; it gets two at most, and none beyond its session's.
   */
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
  /** Whether the platform can fetch images from this server (`Call.mediaUrl`). */
  isReachable: boolean;
  /** What to do with a text that is too long for one segment. */
  overflow: "thread" | "shorten";
  /** Whether the segments of a thread say their number. */
  isNumbered?: boolean;
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
  /** What the platform takes for it from the operator's account there, where it takes something. */
  cost?: Cost;
}

export interface Cost {
  amountUsd: number;
  /** What raises or lowers it, in a sentence. */
  note: string;
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
 * while because the platform drops a repeat with the same key (Keyed), a second post ("once").
 */
export type Effect = "read" | "orphan" | "once" | Keyed;

export interface Keyed {
  keyedForMs: number;
  /** For how long a request that nobody waits for any more may be under way: a repeat must not overtake it. */
  underWayForMs: number;
}

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
  /** Where the platform itself can fetch it, for some hours; a secret address of this server. */
  mediaUrl(mediaId: string): string;
}

export interface InterruptedCall extends Call {
  /** When the first request that may have done the step was sent: so far back is to be looked. */
  startedAt: Date;
  /** When the last of them was under way: what it has made may show some time after that. */
  lastSentAt: Date;
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
