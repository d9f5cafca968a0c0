// Weighted lengths, links and hashtags against the referee of the platform that weighs, twitter-text's
// own test data: every group of it is held, or says why it does not apply. Where the data does not lie
// beside the checkout, one line says so.

import twitterText from "twitter-text";
import { describe, expect, it } from "vitest";
import { bareToo, findAddresses } from "./addresses.ts";
import { findEntities } from "./entities.ts";
import { hashtagsFrom } from "./hashtags.ts";
import { fits, usedLength } from "./measure.ts";
import { casesOf, groupsOf, hasCases, listIn, scalar, type Case } from "./testing/twitter-text.ts";

if (!hasCases) console.log("twitter-text's conformance data is not here: not compared with it");

const noMentions = "Mentions are text to us where the platform links them by itself.";
const noCashtags = "How many there are is for the platform's connector to say, and its tests.";
const otherHashtags = "The platform links what stands in a text; ours are made, and held below.";

/** By file and group. */
const notHeld: Readonly<Record<string, string>> = {
  "autolink.yml usernames": noMentions,
  "autolink.yml lists": noMentions,
  "autolink.yml hashtags": otherHashtags,
  "autolink.yml cashtags": noCashtags,
  "autolink.yml json": "Entities that a server has found already, and their HTML.",
  "extract.yml mentions": noMentions,
  "extract.yml mentions_with_indices": noMentions,
  "extract.yml mentions_or_lists_with_indices": noMentions,
  "extract.yml replies": noMentions,
  "extract.yml cashtags": noCashtags,
  "extract.yml cashtags_with_indices": noCashtags,
  "hit_highlighting.yml plain_text": "Search results.",
  "hit_highlighting.yml with_links": "Search results.",
  "validate.yml usernames": noMentions,
  "validate.yml lists": noMentions,
  "validate.yml urls":
    "Whether a text is a URL, with addresses of machines and passwords; what counts as a link in a " +
    "text is another question, held by extract.yml.",
};

/** Written for a version in which the parts of an emoji weighed 2 each. */
const olderEmoji = [
  "Count a mix of single byte single word, and double word unicode characters",
  "Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers",
];

const weighed = {
  "validate.yml WeightedTweetsCounterTest": 20,
  "validate.yml WeightedTweetsWithDiscountedEmojiCounterTest": 22,
  "validate.yml UnicodeDirectionalMarkerCounterTest": 2,
};

const links = {
  "extract.yml urls": 91,
  "extract.yml urls_with_indices": 10,
  "extract.yml urls_with_directional_markers": 2,
  "extract.yml tco_urls_with_params": 5,
  "tlds.yml country": 315,
  "tlds.yml generic": 1259,
};

/** As HTML, and without what has no scheme: that is no link there, but is counted as one. */
const autolinks = { "autolink.yml urls": 78, "autolink.yml all": 10 };

const hashtags = {
  "extract.yml hashtags": 65,
  "extract.yml hashtags_from_astral": 3,
  "extract.yml hashtags_with_indices": 8,
};

/** With signs that only some platforms take for a part of a hashtag: what they join stays joined. */
const madeOtherwise: Readonly<Record<string, string>> = {
  "各〃": "#各",
  "メ～テレ": "#メテレ",
  "メ〜テレ": "#メテレ",
  "עַל־יְדֵי": "#עַליְדֵי",
  "וכו׳": "#וכו",
  "מ״כ": "#מכ",
  "أي\u200cبي\u200cإم": "#أيبيإم",
  "می\u200cخواهم": "#میخواهم",
  "ශ්\u200dරීලංකා": "#ශ්රීලංකා",
  "བོད་སྐད་": "#བོདསྐད",
  "བོད་སྐད": "#བོདསྐད",
  "il·lusió": "#illusió",
};

const others = {
  "validate.yml tweets": 8,
  "validate.yml hashtags": 7,
  "validate.yml urls_without_protocol": 5,
};

describe.skipIf(!hasCases)("twitter-text's data", () => {
  it("is held in every group that applies", () => {
    const files = [
      "autolink.yml",
      "extract.yml",
      "hit_highlighting.yml",
      "tlds.yml",
      "validate.yml",
    ];
    const held = { ...weighed, ...links, ...autolinks, ...hashtags, ...others };
    expect(files.flatMap(groupsOf).sort()).toEqual(Object.keys({ ...held, ...notHeld }).sort());
    const counts = Object.keys(held).map((group) => [group, casesIn(group).length]);
    expect(Object.fromEntries(counts)).toEqual(held);
  });

  it.each(Object.keys(weighed))("%s: the same weighted lengths", (group) => {
    const isOlder = group === "validate.yml WeightedTweetsCounterTest";
    const wrong = casesIn(group).flatMap(({ description, text, expected }) => {
      const weight = Number(/weightedLength: (\d+)/.exec(expected)?.[1]);
      const used = usedLength(text, { unit: "weighted" });
      return used === weight || (isOlder && olderEmoji.includes(description))
        ? []
        : [{ description, used, weight }];
    });
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(links))("%s: the same links, at the same places", (group) => {
    const wrong = casesIn(group).flatMap(({ description, text, expected }) => {
      const ranges = findAddresses(text, bareToo);
      const found = ranges.map(({ start, end }) => text.slice(start, end));
      const wanted = listIn(expected);
      const places = Array.from(expected.matchAll(/indices: (\[.+\])/g), ([, place]) => place);
      const isAtPlaces = ranges.every(
        ({ start, end }, n) => places.length === 0 || places[n] === `[${start}, ${end}]`,
      );
      const isSame = isAtPlaces && found.join(" ") === wanted.join(" ");
      return isSame ? [] : [{ description, ranges, found, wanted, places }];
    });
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(autolinks))("%s: the same links, at the same places", (group) => {
    const wrong = casesIn(group).flatMap(({ description, text, expected }) => {
      const ours = findAddresses(text, bareToo).filter(({ start }) =>
        /^http/i.test(text.slice(start)),
      );
      const wanted = rangesIn(scalar(expected));
      return JSON.stringify(ours) === JSON.stringify(wanted) ? [] : [{ description, ours, wanted }];
    });
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(hashtags))("%s: hashtags made of these are found whole", (group) => {
    const names = casesIn(group).flatMap(({ expected }) => listIn(expected));
    for (const name of names) {
      const made = hashtagsFrom([name]);
      expect(made).toEqual([madeOtherwise[name] ?? `#${name}`.normalize()]);
      expect(twitterText.extractHashtags(made.join()).map((found) => `#${found}`)).toEqual(made);
      expect(findEntities(made.join()).map(({ value }) => `#${value}`)).toEqual(made);
    }
  });

  it("extract.yml hashtags: none is made where none is found for want of a letter", () => {
    const cases = casesIn("extract.yml hashtags").filter(({ description }) =>
      /^DO NOT extract .*(numeric|without a letter)/i.test(description),
    );
    const names = cases.flatMap(({ text }) => text.match(/(?<=#)\S+/g) ?? []);
    expect(names).toEqual(["16", "0", "_", "1_2", "122", "〃"]);
    expect(hashtagsFrom(names)).toEqual([]);
  });

  it("validate.yml hashtags: made where valid, and only there", () => {
    for (const { text, expected } of casesIn("validate.yml hashtags")) {
      expect(hashtagsFrom([text])).toEqual(expected === "true" ? [text] : []);
    }
  });

  it("validate.yml tweets: fit where valid, by the counting of their time", () => {
    const limits = [{ max: 140, unit: "grapheme", linkLength: 23 }] as const;
    for (const { text, expected } of casesIn("validate.yml tweets")) {
      // Whether a post may be empty is a question of its images as well.
      expect([text, fits(text, limits) && text !== ""]).toEqual([text, expected === "true"]);
    }
  });

  it("validate.yml urls_without_protocol: are links as a whole", () => {
    for (const { text } of casesIn("validate.yml urls_without_protocol")) {
      expect(findAddresses(text, bareToo)).toEqual([{ start: 0, end: text.length }]);
    }
  });
});

function casesIn(group: string): Case[] {
  const [file = "", name = ""] = group.split(" ");
  return casesOf(file, name);
}

/** Where in the text of some HTML its links to other sites stand. */
function rangesIn(html: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let text = "";
  for (const [, attributes, inside = "", plain = ""] of html.matchAll(
    /<a ([^>]*)>([^<]*)<\/a>|([^<]+|<)/g,
  )) {
    const start = text.length;
    text += (inside + plain).replaceAll("&amp;", "&");
    const isLink = attributes !== undefined && !attributes.includes("class=");
    if (isLink) ranges.push({ start, end: text.length });
  }
  return ranges;
}
