// The links of a caption: none that the author has not written, and all that must be there. Pure.

import { bareToo, findAddresses } from "#text/addresses.ts";
import { findEntities } from "#text/entities.ts";
import type { TextRange } from "#text/entities.ts";
import { containsLink } from "#text/links.ts";
import type { Assignment } from "./assignment.ts";
import { addressesOf } from "./assignment.ts";

/** Stands where a link was taken out; texts come here without it. */
const gap = "\ufffc";

/** Whatever any platform might take for a link. */
const linkLike = [
  /(?<![a-z0-9+.-])[a-z0-9][a-z0-9+.-]*:\/\/[^\s<>"]+/gi,
  /(?<!\S)www\.[^\s<>"]+/gi,
];
const mailAddress = /(?<![\p{L}\p{N}._%+@＠-])[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu;

/** Takes out the links that the author has not written, and keeps the post's own once. */
export function linkKeeper(assignment: Assignment): (text: string) => string {
  const { url, plainUrl } = assignment;
  const isKnown = knownLinks(assignment);
  return (text) => {
    let hasOwn = false;
    const putFor = (link: string) => {
      if (link !== url && link !== plainUrl) return isKnown(link) ? link : gap;
      const isFirst = !hasOwn;
      hasOwn = true;
      return isFirst ? (url ?? link) : gap;
    };
    const links = linksIn(text).map((range) => ({
      ...{ ...range, put: putFor(text.slice(range.start, range.end)) },
    }));
    return withoutGaps(replaced(text, links));
  };
}

/** The text with the links that it lacks below it, but above hashtags at its end. */
export function withAllLinks(text: string, links: readonly string[]): string {
  const missing = links.filter((link) => !containsLink(text, link));
  if (missing.length === 0) return text;
  const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== "");
  const last = paragraphs.at(-1);
  const hashtags = last !== undefined && isOnlyHashtags(last) ? [last.trim()] : [];
  const body = paragraphs
    .slice(0, paragraphs.length - hashtags.length)
    .join("\n\n")
    .trim();
  return [body, ...missing, ...hashtags].filter((part) => part !== "").join("\n\n");
}

export function isOnlyHashtags(text: string): boolean {
  return text
    .trim()
    .split(/\s+/)
    .every((word) => /^[#＃]./u.test(word));
}

export function withoutLinks(text: string, links: readonly string[]): string {
  const found = linksIn(text).filter(({ start, end }) => links.includes(text.slice(start, end)));
  return withoutGaps(
    replaced(
      text,
      found.map((range) => ({ ...range, put: gap })),
    ),
  );
}

function linksIn(text: string): TextRange[] {
  const found: TextRange[] = [
    ...findEntities(text).filter(({ kind }) => kind === "link"),
    ...findAddresses(text, bareToo),
    ...[...linkLike, mailAddress].flatMap((pattern) =>
      Array.from(text.matchAll(pattern), ({ 0: { length }, index: start }) => ({
        ...{ start, end: start + length },
      })),
    ),
  ];
  // The first found of those that begin at one place is what readers can follow.
  found.sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((range) => {
    if (range.start < end) return false;
    end = range.end;
    return true;
  });
}

/** Compares addresses, however they are spelled; the bare name of a known host is no other link. */
function knownLinks(assignment: Assignment): (link: string) => boolean {
  const source = `${addressesOf(assignment)}\n\n${assignment.url ?? ""}`;
  const links = linksIn(source).map(({ start, end }) => normalised(source.slice(start, end)));
  const known = new Set(links);
  const hosts = new Set(links.map((link) => URL.parse(link)?.host));
  return (link) => {
    const isBareHost = !/[/?#@]/.test(link) && hosts.has(URL.parse(normalised(link))?.host);
    return known.has(normalised(link)) || isBareHost;
  };
}

function normalised(link: string): string {
  if (/^[^/?#]*@/.test(link)) return link.toLowerCase();
  return URL.parse(link.includes("://") ? link : `https://${link}`)?.href ?? link;
}

function replaced(text: string, answers: readonly (TextRange & { put: string })[]): string {
  let at = 0;
  const pieces = answers.map(({ start, end, put }) => {
    const piece = text.slice(at, start) + put;
    at = end;
    return piece;
  });
  return pieces.join("") + text.slice(at);
}

/** With the link goes what led to it: "Read more: …", an arrow, brackets around it. */
function withoutGaps(text: string): string {
  if (!text.includes(gap)) return text;
  return text
    .replace(/[([<]\s*\ufffc\s*[)\]>]/g, gap)
    .replace(
      /(?<=^|[.!?…。！？]\s|\n)[^\n.!?…。！？\ufffc]{0,60}(?::|→|➡\ufe0f?|👉|👇|⬇\ufe0f?)\s*\ufffc[ \t]*[.!]?(?=\s|$)/gmu,
      "",
    )
    .replace(/[^\S\n]*\ufffc/g, "");
}
