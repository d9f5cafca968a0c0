// Emoji made of several characters. The runtime knows them all, but takes microseconds to look one up,
// so those that were met once are remembered: there are not 4,000 of them.

const recommended = /^\p{RGI_Emoji}$/v;
const met = new Set<string>();
/** What emoji begin with: a sign, or the first half of a pair of surrogates. */
const signs = { first: 0x203c, last: 0x3299 };
const pairs = { first: 0xd83c, last: 0xd83e };

/** Whether it is one emoji of those recommended for general interchange; of keycaps, it says no. */
export function isEmojiSequence(text: string): boolean {
  const unit = text.charCodeAt(0);
  const isSign = unit >= signs.first && unit <= signs.last;
  if (!isSign && (unit < pairs.first || unit > pairs.last)) return false;
  if (met.has(text)) return true;
  const isEmoji = recommended.test(text);
  if (isEmoji) met.add(text);
  return isEmoji;
}
