// Takes secrets out of a text, however they are spelled there: raw, percent-encoded in part or in
// whole, form-encoded or JSON-escaped. For everything that may reach a log, a row or a person.

const mark = "[redacted]";

/** A longer pattern can overflow the stack of the regular expression compiler (seen from 8,000). */
const maxPatternChars = 1000;

/** The text with every secret replaced by `[redacted]`. A secret that is a web address also hides its path. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap(formsOf).filter((form) => form !== "" && mayOccur(form, text));
  if (forms.length === 0) return text;
  const longestFirst = forms.sort((a, b) => b.length - a.length).flatMap(inPieces);
  return longestFirst
    .reduce((left, form) => left.replace(new RegExp(anySpelling(form), "gu"), mark), text)
    .replace(/(?:\[redacted\])+/g, mark);
}

/** Of about one length: a short last piece would be found in many an innocent word. */
function inPieces(form: string): string[] {
  const chars = Array.from(form);
  const count = Math.ceil(chars.length / maxPatternChars);
  const length = Math.ceil(chars.length / count);
  return Array.from({ length: count }, (_, index) =>
    chars.slice(index * length, (index + 1) * length).join(""),
  );
}

/** The whole pattern of a token of 4,000 characters takes 10 ms to compile; most texts hold no secret. */
function mayOccur(form: string, text: string): boolean {
  const beginning = Array.from(form).slice(0, 6).join("");
  return new RegExp(anySpelling(beginning), "u").test(text);
}

/** A webhook's URL is its password, and the same path may be called at another origin (a sandbox, a proxy). */
function formsOf(secret: string): string[] {
  const url = /^https?:/i.test(secret) ? URL.parse(secret) : null;
  return url && url.pathname !== "/" ? [secret, url.pathname] : [secret];
}

/** Each character may be encoded or not: which ones are differs between a path, a query and a form. */
function anySpelling(secret: string): string {
  return Array.from(secret, (char) => `(?:${spellings(char).join("|")})`).join("");
}

function spellings(char: string): string[] {
  const json = JSON.stringify(char).slice(1, -1);
  return [
    ...(json === char ? [] : [literal(json)]),
    percentEncoded(char),
    ...(char === " " ? [literal("+")] : []),
    literal(char),
  ];
}

function percentEncoded(char: string): string {
  const hex = Buffer.from(char).toString("hex");
  return hex.replace(/../g, "%$&").replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(text: string): string {
  return Array.from(text, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join("");
}
