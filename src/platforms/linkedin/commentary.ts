// A text in LinkedIn's "little text" format. A reserved character that is not escaped cuts the post off
// there, without a word: so all are, except the # of a hashtag.

import { findEntities } from "#text/entities.ts";
import { reserved } from "./about.ts";

/** Letters and digits, with a letter among them, and nothing reserved behind. */
const hashtag = /(?<![\p{L}\p{N}_#&])#(?=[\p{N}]*\p{L}[\p{L}\p{N}]*(?![\p{L}\p{N}_]))/gu;

export function toCommentary(text: string): string {
  const tags = new Set(Array.from(text.matchAll(hashtag), ({ index }) => index));
  for (const { kind, start, end } of findEntities(text)) {
    if (kind === "link") for (let index = start; index < end; index += 1) tags.delete(index);
  }
  return Array.from({ length: text.length }, (_, index) => {
    const unit = text.charAt(index);
    const isEscaped = reserved.includes(unit) && !tags.has(index);
    return isEscaped ? `\\${unit}` : unit;
  }).join("");
}

/** How LinkedIn gives hashtags back, and takes them, too. */
const hashtagTemplate = /\{hashtag\|\\?([#＃])\|((?:[^\\{}|]|\\.)+)\}/uy;

/** As LinkedIn reads it: up to the first reserved character that stands for itself. */
export function fromCommentary(commentary: string): string {
  let text = "";
  for (let index = 0; index < commentary.length; index += 1) {
    const unit = commentary.charAt(index);
    const next = commentary.charAt(index + 1);
    hashtagTemplate.lastIndex = index;
    const [template, sign = "", tag = ""] = hashtagTemplate.exec(commentary) ?? [];
    if (template !== undefined) {
      text += sign + tag.replace(/\\(.)/gu, "$1");
      index += template.length - 1;
    } else if (unit === "\\" && next !== "" && reserved.includes(next)) {
      text += next;
      index += 1;
    } else if (unit === "#" && /[\p{L}\p{N}]/u.test(next)) {
      text += unit;
    } else if (reserved.includes(unit)) {
      return text;
    } else {
      text += unit;
    }
  }
  return text;
}
