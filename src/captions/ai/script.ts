// Whether a text is written in letters that its readers expect: those of the site's language, or of the
// author's own words. Languages of one script are not told apart. Pure.

const scripts = [
  ...["Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Han", "Hiragana", "Katakana", "Hangul"],
  ...["Thai", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati", "Georgian", "Armenian"],
].map((name) => ({ name, letter: new RegExp(`\\p{Script=${name}}`, "u") }));

/** By ISO 15924 code, where a language is written in more than one of the above. */
const mixed: Readonly<Record<string, readonly string[]>> = {
  Jpan: ["Han", "Hiragana", "Katakana"],
  Kore: ["Hangul", "Han"],
  Hans: ["Han"],
  Hant: ["Han"],
};
const simple: Readonly<Record<string, string>> = {
  ...{ Latn: "Latin", Cyrl: "Cyrillic", Grek: "Greek", Arab: "Arabic", Hebr: "Hebrew" },
  ...{ Thai: "Thai", Deva: "Devanagari", Beng: "Bengali", Taml: "Tamil", Telu: "Telugu" },
  ...{ Gujr: "Gujarati", Geor: "Georgian", Armn: "Armenian" },
};

/** Of a source's letters; fewer are a foreign name. */
const smallestShare = 0.1;
/** Of a text's letters that have to be expected ones. */
const leastExpected = 0.6;

/** `language` is a BCP 47 tag. */
export function isExpectedScript(text: string, source: string, language: string | null): boolean {
  const [inSource, inText] = [sharesOf(source), sharesOf(text)];
  const ofSource = [...inSource].filter(([, share]) => share >= smallestShare);
  const ofLanguage = scriptsOf(language);
  const expected = new Set([...ofSource.map(([name]) => name), ...ofLanguage]);
  if (expected.size === 0 || inText.size === 0) return true;
  const shares = [...inText].filter(([name]) => expected.has(name)).map(([, share]) => share);
  return shares.reduce((sum, share) => sum + share, 0) >= leastExpected;
}

function sharesOf(text: string): ReadonlyMap<string, number> {
  const letters = text.match(/\p{L}/gu) ?? [];
  const shares = new Map<string, number>();
  for (const each of letters) {
    const name = scripts.find(({ letter }) => letter.test(each))?.name ?? "other";
    shares.set(name, (shares.get(name) ?? 0) + 1 / letters.length);
  }
  return shares;
}

function scriptsOf(language: string | null): readonly string[] {
  if (language === null) return [];
  try {
    const code = new Intl.Locale(language).maximize().script ?? "";
    return mixed[code] ?? [simple[code] ?? "other"];
  } catch {
    return [];
  }
}
