// The levels of a text's headings as they stand below the page's own: the first is an h2, and none
// leaves a level out, whatever the author began with.

const deepest = 6;

/** Called with the level of each heading in turn; answers the level it has on the page. */
export function outline(): (level: number) => number {
  const open: number[] = [];
  return (level) => {
    while ((open.at(-1) ?? 0) >= level) open.pop();
    open.push(level);
    return Math.min(1 + open.length, deepest);
  };
}
