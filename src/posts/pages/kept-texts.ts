// Keeps the texts that were asked for last, up to a length in all, and makes each only once for all
// who ask for it at the same time.

type KeptTexts = (key: string, make: () => Promise<string>) => Promise<string>;

export function keptTexts(maxLength: number): KeptTexts {
  const kept = new Map<string, string>();
  const inTheMaking = new Map<string, Promise<string>>();
  let keptLength = 0;

  return async (key, make) => {
    const found = kept.get(key);
    if (found !== undefined) {
      moveToEnd(key, found);
      return found;
    }
    return inTheMaking.get(key) ?? begin(key, make);
  };

  function begin(key: string, make: () => Promise<string>): Promise<string> {
    const making = make()
      .then((text) => {
        keep(key, text);
        return text;
      })
      .finally(() => inTheMaking.delete(key));
    inTheMaking.set(key, making);
    return making;
  }

  function moveToEnd(key: string, text: string): void {
    kept.delete(key);
    kept.set(key, text);
  }

  /** One that is longer than all that may be kept would only drive out the others. */
  function keep(key: string, text: string): void {
    if (text.length > maxLength) return;
    kept.set(key, text);
    keptLength += text.length;
    for (const [oldest, { length }] of kept) {
      if (keptLength <= maxLength) break;
      kept.delete(oldest);
      keptLength -= length;
    }
  }
}
