// Whether what an instance shows of a post, as HTML of its own, is a text that we sent.

const entities: Readonly<Record<string, string>> = {
  ...{ lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&" },
};
const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|quot|apos|nbsp|amp));/gi;
const lastCodePoint = 0x10ffff;

export function isSame(content: string, text: string): boolean {
  return comparable(textOf(content)) === comparable(text);
}

/** Links are shown in pieces of which some are hidden; together they are whole. */
function textOf(content: string): string {
  return content
    .replace(/<br\s*\/?>|<\/p>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(entity, characterOf);
}

function characterOf(whole: string, decimal?: string, hex?: string, name = ""): string {
  const codePoint = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : Number.NaN;
  if (codePoint <= lastCodePoint) return String.fromCodePoint(codePoint);
  return entities[name.toLowerCase()] ?? whole;
}

/** A mention is shown without its host. */
function comparable(text: string): string {
  return text
    .normalize()
    .replace(/(@[\w.-]+)@[\w.:-]+\w/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
