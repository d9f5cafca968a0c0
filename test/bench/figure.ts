// What the bench says: each number beside the floor it was measured against in the same run.

export interface Figure {
  measure: string;
  ours: number;
  floor: number;
  unit: "ms" | "MB" | "/s";
  /** Absent where the number is for information only. */
  target?: Target;
}

/** What must hold, of our own number or of its ratio to the floor. */
export type Target = { of: "ours" | "ratio" } & ({ atMost: number } | { atLeast: number });

/** @throws when there are no values */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error("There is nothing to take a percentile of");
  return value;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

export function toTable(figures: readonly Figure[]): string {
  const head = ["measure", "ours", "floor", "ratio", "target", "met?"];
  const rows = [head, ...figures.map(toRow)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [line(head), line(rule), ...rows.slice(1).map(line)].join("\n");
}

function toRow({ measure, ours, floor, unit, target }: Figure): string[] {
  const ratio = ours / floor;
  const amounts = [ours, floor].map((value) => `${round(value)} ${unit}`);
  if (target === undefined) return [measure, ...amounts, round(ratio), "", ""];
  const value = target.of === "ours" ? ours : ratio;
  const isMet = "atMost" in target ? value <= target.atMost : value >= target.atLeast;
  const bound = "atMost" in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
  const wanted = target.of === "ours" ? `${bound} ${unit}` : `ratio ${bound}`;
  return [measure, ...amounts, round(ratio), wanted, isMet ? "yes" : "no"];
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
