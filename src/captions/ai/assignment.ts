// What a caption is to be made of, and for which place: all that the AI is told, and all that its
// answer is held to. Pure.

import type { Connector } from "#connector/contract.ts";
import type { Connection } from "#connections/connections.ts";
import { findEntities } from "#text/entities.ts";
import { fitText } from "#text/fit.ts";
import { lengths } from "#text/measure.ts";
import type { TextLimit } from "#text/measure.ts";
import { captionFor } from "#text/caption.ts";
import type { Content } from "#text/caption.ts";
import { placeOf } from "../place.ts";
import { roomBeside } from "./room.ts";

/** Enough of an article to tell what it says; more only costs. */
const maxMaterial: TextLimit = { max: 12_000, unit: "utf16" };

const mostLinks = 20;
/** In the unit of each limit. */
const leastRoom = 40;

export interface Subject {
  content: Content & { language: string | null };
  /** How the author writes, in their own words; may be empty. */
  voice: string;
  /** The author's message, to be put in the form of the platform. Null: the AI writes it from the post. */
  core: string | null;
}

export interface Assignment {
  platform: string;
  /** Without what is reserved. */
  limits: readonly TextLimit[];
  /** Of each limit, what the platform's form adds to the text: brackets around a link, say. */
  reserved: readonly number[];
  /** A longer text could go on in further posts. */
  canThread: boolean;
  maxHashtags: number | null;
  /** BCP 47. */
  language: string | null;
  voice: string;
  core: string | null;
  /** The author's facts, by name, in a bounded length. */
  facts: Readonly<Record<string, string>>;
  /** The post's own link, as this connection gets it. */
  url: string | null;
  /** The same as the author may have written it. */
  plainUrl: string | null;
  /** Links of the author's message, as they are written there: as many as have room. */
  keptLinks: readonly string[];
  /** What the caption would be without AI, before it is fitted. */
  mechanical: string;
}

export type Composing = Pick<Connector, "about" | "limits" | "options" | "compose">;

export function assignmentFor(
  { content, voice, core }: Subject,
  connection: Connection,
  connector: Composing,
): Assignment {
  const { about } = connector;
  const { text, thread } = connector.limits(connection.account);
  const wording = core === null ? {} : { caption: core };
  const caption = captionFor(content, placeOf(connection, connector), wording);
  const message = core === null ? messageOf(content) : caption.text;
  const others = linksIn(message ?? "").filter(
    (link) => link !== caption.url && link !== content.url,
  );
  const keptLinks = withRoom(others, caption.url, text);
  const reserved = addedTo([...keptLinks, caption.url ?? ""], caption.url, connection, connector);
  const { title, excerpt, body, tags, author, site, language } = content;
  return {
    ...{ platform: about.name, reserved, canThread: thread !== null },
    limits: text.map((limit, index) => ({ ...limit, max: limit.max - (reserved[index] ?? 0) })),
    ...{ maxHashtags: about.hashtags.maxCount, language, voice },
    ...{ core: core === null ? null : bounded(caption.text) },
    ...{ url: caption.url, plainUrl: content.url },
    facts: {
      ...{ title, excerpt, tags: tags.join(", "), author, publication: site },
      ...(core === null && { body: bounded(body) }),
    },
    keptLinks,
    mechanical: caption.text,
  };
}

/** By how much the platform's form of a text with these links is longer, in each of its limits. */
function addedTo(
  links: readonly string[],
  url: string | null,
  { account }: Connection,
  connector: Composing,
): number[] {
  const text = ["…", ...links].join("\n\n").trim();
  const { segments } = connector.compose(
    {
      ...{ text, overflow: "shorten", images: [], isReachable: true, language: null },
      link: url === null ? null : { url, title: url, description: "", thumbnail: null },
      options: Object.fromEntries(connector.options.map((option) => [option.name, option.default])),
    },
    account,
  );
  const [composed] = segments;
  return lengths(text, connector.limits(account).text).map(({ used }, index) =>
    Math.max(0, (composed?.lengths[index]?.used ?? used) - used),
  );
}

/** All that the author has said, from which the AI may take names and numbers. */
export function sourceOf({ core, facts, mechanical }: Assignment): string {
  return [core ?? "", ...Object.values(facts), mechanical].join("\n\n");
}

/**
 * What of it a caption may lead to, and whom it may tell. Not the body of a piece: it names many, and
 * may have orders hidden in it to send readers there.
 */
export function addressesOf(assignment: Assignment): string {
  const { body: _, ...facts } = assignment.facts;
  return sourceOf({ ...assignment, facts });
}

/** Of a post without a title, its body is the message, and none of its links may get lost. */
function messageOf({ title, body }: Content): string | null {
  return title === "" ? body : null;
}

function linksIn(text: string): string[] {
  const links = findEntities(text).filter(({ kind }) => kind === "link");
  return [...new Set(links.map(({ start, end }) => text.slice(start, end)))];
}

/** The first of the links that leave room for a few words. */
function withRoom(
  links: readonly string[],
  url: string | null,
  limits: readonly TextLimit[],
): string[] {
  const own = url === null ? [] : [url];
  let count = 0;
  const leavesRoom = (kept: readonly string[]) =>
    roomBeside(limits, [...kept, ...own]).every(({ max }) => max >= leastRoom);
  while (count < links.length && count < mostLinks && leavesRoom(links.slice(0, count + 1))) {
    count += 1;
  }
  return links.slice(0, count);
}

function bounded(text: string): string {
  const fitted = fitText(text, { limits: [maxMaterial], mode: "shorten", maxSegments: 1 });
  return "problem" in fitted
    ? text.slice(0, maxMaterial.max).toWellFormed()
    : fitted.segments.join();
}
