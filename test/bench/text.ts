// How fast texts are counted and fitted. Floors: the library that the weighing platform publishes, on
// the same texts, and one walk of the runtime over the graphemes of the article that is fitted.

import twitterText from "twitter-text";
import { fitText } from "#text/fit.ts";
import { usedLength } from "#text/measure.ts";
import { hostileTexts } from "#text/testing/hostile.ts";
import { casesOf, hasCases } from "#text/testing/twitter-text.ts";
import { median } from "./figure.ts";
import type { Figure, Target } from "./figure.ts";

const rounds = 9;
const roundMs = 300;
const fits = 60;
const articleWords = 5_000;
/** The longest text that the API takes. */
const hostileUnits = 500_000;
const target: Target = { of: "ratio", atLeast: 10 };
/** In which the article needs about 40 segments. */
const segmentLimit = { max: 775, unit: "grapheme" } as const;

const posts = [
  "A new essay is live: what the loom, the punched card and a rainy week taught us about patience. Read it over a long breakfast → https://example.com/essays/the-loom?utm_source=social #weaving #history",
  "We moved the whole archive to a server in the attic. It hums, it is warm, and it has not lost a letter yet. Notes, costs and mistakes: notes.example.org/attic",
  "Café déjà vu: naïve façades, “smart quotes” — and 3½ reasons to measure twice… https://example.com/café",
  "織機の記事を公開しました。雨の一週間から学んだことを、ゆっくり読んでください。https://example.com/ja/織機 #織物",
  "Done! 🎉👩🏽‍💻 The release took three cups of tea 🍵🍵🍵 and one dog walk 🐕. Thank you all ❤️ example.com/releases/7",
  "Новая статья о ткацком станке, перфокартах и терпении: что мы узнали за дождливую неделю. https://example.com/ru/stanok",
];

export async function measureText(): Promise<Figure[]> {
  const cases = hasCases ? weighedCases() : [];
  if (!hasCases) console.log("twitter-text's own cases are not here: not counted in them");
  return [
    measureFitting(),
    measureHostile(),
    measureWeighing("weighted length of posts", posts),
    ...(hasCases
      ? [{ ...measureWeighing("weighted length, twitter-text's own cases", cases), target }]
      : []),
  ];
}

function weighedCases(): string[] {
  return ["WeightedTweetsCounterTest", "WeightedTweetsWithDiscountedEmojiCounterTest"].flatMap(
    (group) => casesOf("validate.yml", group).map(({ text }) => text),
  );
}

/** @throws when the two do not agree */
function measureWeighing(measure: string, texts: readonly string[]): Figure {
  const ours = (text: string) => usedLength(text, { unit: "weighted" });
  const floor = (text: string) => twitterText.parseTweet(text).weightedLength;
  const different = texts.filter((text) => ours(text) !== floor(text));
  if (different.length > 0) throw new Error(`Counted differently: ${different.join(" | ")}`);
  const rates = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const [a, b] = [rateOf(ours, texts), rateOf(floor, texts)];
    // The first is for warming up.
    if (round === 0) continue;
    rates.ours.push(a);
    rates.floor.push(b);
  }
  return {
    ...{ measure, unit: "/s" },
    ...{ ours: median(rates.ours), floor: median(rates.floor) },
  };
}

/** Texts in a second. */
function rateOf(count: (text: string) => number, texts: readonly string[]): number {
  const beganAt = performance.now();
  let counted = 0;
  let elapsedMs = 0;
  while (elapsedMs < roundMs) {
    for (const text of texts) count(text);
    counted += texts.length;
    elapsedMs = performance.now() - beganAt;
  }
  return (counted / elapsedMs) * 1000;
}

/** @throws when the article cannot be fitted */
function measureFitting(): Figure {
  const text = article();
  const limits = [segmentLimit];
  const options = { limits, mode: "thread", maxSegments: 99, isNumbered: true } as const;
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  const times = { ours: [] as number[], floor: [] as number[] };
  let segments = 0;
  let walked = 0;
  for (let round = -fits; round < fits; round++) {
    const beganAt = performance.now();
    const fitted = fitText(text, options);
    const fittedAt = performance.now();
    for (const { index } of segmenter.segment(text)) walked = index;
    const endedAt = performance.now();
    if ("problem" in fitted) throw new Error(`${walked} graphemes: ${fitted.problem}`);
    segments = fitted.segments.length;
    // The first half is for warming up.
    if (round < 0) continue;
    times.ours.push(fittedAt - beganAt);
    times.floor.push(endedAt - fittedAt);
  }
  return {
    measure: `${articleWords.toLocaleString("en")} words into ${segments} numbered segments`,
    ...{ unit: "ms", target: { of: "ours", atMost: 5 } },
    ...{ ours: median(times.ours), floor: median(times.floor) },
  };
}

/** The one that takes longest, of the longest texts that the API takes. */
function measureHostile(): Figure {
  const limits = [{ max: 280, unit: "weighted" }] as const;
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  let worst = { name: "", ours: 0, floor: 0 };
  for (const { name, text } of hostileTexts(hostileUnits)) {
    const beganAt = performance.now();
    fitText(text, { limits, mode: "thread", maxSegments: 25 });
    const ours = performance.now() - beganAt;
    if (ours <= worst.ours) continue;
    const walkedFrom = performance.now();
    for (const { index } of segmenter.segment(text)) if (index < 0) break;
    worst = { name, ours, floor: performance.now() - walkedFrom };
  }
  const { name, ...figures } = worst;
  const length = hostileUnits.toLocaleString("en");
  return {
    measure: `slowest hostile text of ${length} characters: ${name}`,
    unit: "ms",
    ...figures,
  };
}

/** Sentences of 7 to 17 words, three of them a paragraph, with a link now and then. */
function article(): string {
  const words =
    "the engine weaves patterns as a loom weaves flowers and nobody who saw it at work forgot café “so”".split(
      " ",
    );
  let text = "";
  let inSentence = 0;
  let sentences = 0;
  for (let count = 1; count <= articleWords; count++) {
    text +=
      count % 400 === 0 ? "https://example.com/notes" : (words[(count * 7) % words.length] ?? "");
    inSentence++;
    if (inSentence < 7 + ((sentences * 5) % 11)) text += " ";
    else {
      inSentence = 0;
      sentences++;
      text += sentences % 3 === 0 ? ".\n\n" : ". ";
    }
  }
  return text;
}
