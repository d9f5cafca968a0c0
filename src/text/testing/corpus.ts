// Texts that break careless code, as data and from a seed: for the tests of this room and for the
// suite that every connector must pass. Imported by tests only.

/** By kind, so that a test can leave out what it makes no promise about. */
export const corpusWords = {
  plain: [
    "a",
    "word",
    "Sentence.",
    "Really?",
    "comma,",
    "(bracketed)",
    "well-known",
    "don’t",
    "naïve",
    "2026",
  ],
  emoji: ["🔥", "👍🏽", "❤️", "🇩🇪🇫🇷", "👨‍👩‍👧‍👧", "🏳️‍🌈", "1️⃣", "good!✅", "🧑🏻‍🤝‍🧑🏿"],
  combining: [
    "e\u0301te\u0301",
    "n\u0303",
    "Z\u0351\u036b\u0343a\u0321l\u0324g\u032fo\u0337",
    "각각",
    "नमस्ते",
    "ภาษาไทย",
  ],
  rightToLeft: ["שלום", "עולם", "مرحبا", "بالعالم؟", "می\u200cخواهم", "\u202eabc\u202c"],
  withoutSpaces: [
    "吾輩は猫である。名前はまだ無い。",
    "今日は「晴れ」です！明日は？",
    "中文没有空格，所以很长很长很长很长很长",
    "ไม่มีช่องว่างระหว่างคำ",
  ],
  long: ["Donaudampfschifffahrtsgesellschaftskapitän", "x".repeat(90), "👩‍💻".repeat(12)],
  links: [
    "https://example.com",
    "https://example.com/a/very/long/path/that/goes/on?and=on&and=on#until-it-ends_(here)",
    "http://localhost:8080/x",
    "https://example.com/%E4%B8%AD%E6%96%87?q=%F0%9F%94%A5",
  ],
  bareLinks: ["example.com/path", "my-site.org"],
  mentions: ["@handle.com", "@full123-chars.test"],
  hashtags: ["#tag", "#open_source", "#größe", "#日本語", "#🦋", "#1a"],
  /** Marks and joiners without a base, controls, halves of pairs, no-break spaces. */
  awkward: [
    "\u0301",
    "\u200d",
    "\u200b",
    "\u0600",
    "\ufe0f",
    "\ud83d",
    "\udc69",
    "\u00a0x\u00a0",
    "\u0000",
    "\ufeff",
    "$AAPL",
    "@",
    "#",
    "…",
    "{{url}}",
  ],
} as const satisfies Record<string, readonly string[]>;

export const corpusGaps: readonly string[] = [
  " ",
  " ",
  " ",
  "  ",
  "\n",
  "\r\n",
  "\n\n",
  "\r\n\r\n",
  "\t",
  "\u3000",
  "",
];

/** Whole texts, each with what it is there for. */
export const corpus: readonly { name: string; text: string }[] = [
  { name: "empty", text: "" },
  { name: "whitespace only", text: " \r\n\t\n " },
  { name: "more whitespace than any limit", text: " \n".repeat(6000) },
  { name: "one line", text: "A new post is live: it says what it has to say." },
  {
    name: "title, excerpt, link, hashtags",
    text: "The title of it\n\nAn excerpt. It has two sentences.\n\nhttps://example.com/the-post\n\n#open #source",
  },
  {
    name: "carriage returns",
    text: "First line\r\nsecond line\r\n\r\nNew paragraph\rold Mac line",
  },
  { name: "one grapheme of many emoji", text: "👨‍👩‍👧‍👧".repeat(120) },
  { name: "flags", text: "🇩🇪🇫🇷🇯🇵🇺🇦".repeat(50) },
  { name: "combining marks", text: "Vie\u0323\u0302t Nam e\u0301crit ".repeat(60) },
  { name: "one grapheme of 4,000 bytes", text: `a${"\u0301".repeat(2000)} and more words` },
  {
    name: "right to left",
    text: "שלום עולם, זה פוסט ארוך. مرحبا بالعالم، هذا منشور طويل. ".repeat(20),
  },
  { name: "Chinese without spaces", text: "今天天气很好，我们去公园散步。".repeat(60) },
  {
    name: "Japanese with a link inside",
    text: `${"吾輩は猫である。".repeat(30)}https://example.com/neko？${"はい。".repeat(30)}`,
  },
  { name: "Thai", text: "ภาษาไทยไม่มีช่องว่างระหว่างคำ".repeat(30) },
  { name: "one word of 5,000 letters", text: "x".repeat(5000) },
  { name: "a link of 700 characters", text: `See https://example.com/${"a".repeat(680)} for more` },
  {
    name: "a link at every limit's edge",
    text: `${"word ".repeat(54)}https://example.com/a-link-that-crosses-the-edge and more`,
  },
  {
    name: "links without spaces between",
    text: "(https://example.com/a),(https://example.com/b)".repeat(20),
  },
  {
    name: "forty hashtags",
    text: `Short text ${Array.from({ length: 40 }, (_, n) => `#tag${n}x`).join(" ")}`,
  },
  {
    name: "mentions of everyone",
    text: "@everyone @here <@1234> @handle.com @user@mastodon.example",
  },
  {
    name: "reserved characters",
    text: String.raw`| { } @ [ ] ( ) < > # \ * _ ~ ${"`"} \_ &amp; "q"`,
  },
  { name: "halves of surrogate pairs", text: "\ud83d x \udc69 \ud83d\ud83d\udc69" },
  { name: "one long sentence", text: `${"and so it went on ".repeat(60)}until the end.` },
  { name: "one word too many", text: `${"seven77 ".repeat(37)}end` },
];

/** A text of random words and gaps; the same seed gives the same text. */
export function corpusText(seed: number, wordCount = 60): string {
  const random = seededRandom(seed);
  const pick = (choices: readonly string[]) => choices[Math.floor(random() * choices.length)] ?? "";
  const kinds = Object.values<readonly string[]>(corpusWords);
  let text = "";
  for (let count = 0; count < wordCount; count++) {
    // Half of the words are plain, as in any post.
    const kind = kinds[random() < 0.5 ? 0 : Math.floor(random() * kinds.length)] ?? [];
    text += pick(kind) + pick(corpusGaps);
  }
  return text;
}

/** Mulberry32: small, and the same everywhere. Uniform in [0, 1). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
