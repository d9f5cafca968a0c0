// The card of a link: what the post itself knows of it, and what it lacks from the page. Reads what
// `fetchCards` has brought, so that a preview and a run draw the same card, and reaches nobody.

import type { CardLimits } from "#connector/about.ts";
import type { Composition, Image, LinkCard, Problem } from "#connector/contract.ts";
import { fitImage } from "#media/fit.ts";
import { findEntities } from "#text/entities.ts";
import type { Connection } from "#connections/connections.ts";
import type { MediaContext } from "#media/context.ts";
import type { Queryable } from "#store/open.ts";
import { excerptOf } from "#text/caption.ts";
import type { Caption, Content } from "#text/caption.ts";
import { findCard, pageOf } from "./card-cache.ts";
import type { PageKnown } from "./card-cache.ts";

export interface CardContent extends Content {
  images: readonly { mediaId: string; alt: string; isCover: boolean }[];
  /** `url` is a page of this server, which says no more than the post does. */
  isOurPage?: boolean;
}

export interface CardOptions {
  media: MediaContext;
  db: Queryable;
  connection: Connection;
  content: CardContent;
}

export interface DrawnCard {
  link: LinkCard | null;
  /** Worth saying where the card is shown. */
  problems: readonly Problem[];
}

/** @param caption that goes with it, with the post's link as it is sent */
export async function linkCard(
  options: CardOptions,
  limits: CardLimits | null,
  caption: Pick<Caption, "text" | "url">,
): Promise<DrawnCard> {
  const { content, db, connection } = options;
  const url = linkOf(content, caption.text);
  // A platform without cards takes the link of the post alone: that of a message is in its text.
  const isMessage = content.url === null;
  if (url === null || (limits === null && isMessage)) return { link: null, problems: [] };
  const key = limits !== null && needsPage(content) ? pageOf(url) : undefined;
  const page =
    key === undefined ? undefined : await findCard(db, { userId: connection.userId, url: key });
  const words = wordsOf(content, page);
  const thumbnail = limits && (await thumbnailFor(options, limits.thumbnail, page));
  if (isMessage && words.title === "" && thumbnail === null) {
    return { link: null, problems: page === undefined ? [] : [noCard(url)] };
  }
  const title = words.title || (isMessage ? hostOf(url) : url);
  const problems = limits === null ? [] : problemsOf(url, { content, page, thumbnail, limits });
  return { link: { url: caption.url ?? url, ...words, title, thumbnail }, problems };
}

/** The page of the post; of a note or a message, the first that its text leads to. */
export function linkOf({ url, title, images }: CardContent, text: string): string | null {
  if (url !== null) return url;
  // With pictures of its own, it needs none of a page.
  if (title !== "" || images.length > 0) return null;
  const first = findEntities(text).find(({ kind }) => kind === "link");
  if (first === undefined) return null;
  // Without its scheme it is no link on every platform, and would be added to the text as one.
  return text.startsWith(first.value, first.start) ? first.value : null;
}

/** Whether the page behind the link may say what the post does not. */
export function needsPage(content: CardContent): boolean {
  const { url, title, isOurPage = false } = content;
  if (isOurPage) return false;
  return url === null || title === "" || ownDescription(content) === "" || !coverOf(content);
}

/** Those that concern a card which is not shown concern nobody. */
export function problemsShown(
  { link, problems }: DrawnCard,
  { segments }: Composition,
): readonly Problem[] {
  return link === null || segments.some(({ card }) => card !== null) ? problems : [];
}

function wordsOf(
  content: CardContent,
  page: PageKnown | undefined,
): Pick<LinkCard, "title" | "description"> {
  const { title = "", description = "" } = page ?? {};
  if (content.url === null) return { title, description };
  return {
    title: content.title || title,
    description: ownDescription(content) || description || excerptOf(content),
  };
}

/** A note's first paragraph stands in its text already. */
function ownDescription(content: CardContent): string {
  return content.title === "" ? content.excerpt : excerptOf(content);
}

function coverOf({ images }: CardContent) {
  return images.find(({ isCover }) => isCover);
}

async function thumbnailFor(
  { media, db, content }: CardOptions,
  limits: CardLimits["thumbnail"],
  page: PageKnown | undefined,
): Promise<Image | null> {
  const { mediaId, alt } = coverOf(content) ?? { mediaId: null, alt: "", ...page };
  if (mediaId === null) return null;
  const fitted = await fitImage(media, db, mediaId, limits);
  // A card without its picture is better than no post.
  return "problem" in fitted ? null : { ...fitted, alt };
}

interface Seen {
  content: CardContent;
  page: PageKnown | undefined;
  thumbnail: Image | null;
  limits: CardLimits;
}

function problemsOf(url: string, { content, page, thumbnail, limits }: Seen): Problem[] {
  if (coverOf(content)) {
    const isSilent = limits.takesAlt === true && thumbnail?.alt.trim() === "";
    return isSilent ? [warning("alt-missing", "The cover has no alt text.")] : [];
  }
  // Whoever writes a message has no way to give its link a picture.
  if (content.url === null || page === undefined || thumbnail !== null) return [];
  const why = page.isRead
    ? `${hostOf(url)} names no picture that can be used`
    : `${hostOf(url)} did not show its page`;
  const message = `The card of the link has no picture: ${why}. Give the post a cover to have one.`;
  return [warning("card-without-picture", message)];
}

function noCard(url: string): Problem {
  const message = `${hostOf(url)} did not say what its page is about, so the link has no card.`;
  return warning("no-card", message);
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}

function warning(code: string, message: string): Problem {
  return { severity: "warning", code, message };
}
