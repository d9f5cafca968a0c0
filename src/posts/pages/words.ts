// A post in few words: what it is called, and what it is about, also where its author gave neither.

import { excerptFromMarkdown } from "#text/excerpt.ts";
import { fitText } from "#text/fit.ts";
import { dateIn } from "./language.ts";
import type { PublicPost, PublicSite } from "./published.ts";

const nameLength = 70;
/** A first paragraph that is longer is shortened anyway. */
const readLength = 20_000;

/** Its title; a note is called by how it begins. */
export function nameOf(post: PublicPost, site: PublicSite): string {
  const title = oneLine(post.title);
  if (title !== "") return title;
  const words = aboutOf(post) || oneLine(post.images[0]?.alt ?? "");
  const limits = [{ max: nameLength, unit: "grapheme" as const }];
  const fitted = fitText(words, { limits, mode: "shorten", maxSegments: 1 });
  const beginning = "problem" in fitted ? "" : (fitted.segments[0] ?? "");
  return beginning || dateIn(site, post.publishedAt);
}

/** Its excerpt, else how its text begins; "" if it has neither. */
export function aboutOf({ excerpt, body }: PublicPost): string {
  return oneLine(excerpt) || excerptFromMarkdown(body.slice(0, readLength));
}

export function isNote({ title }: PublicPost): boolean {
  return oneLine(title) === "";
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
