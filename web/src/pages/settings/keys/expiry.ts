// Until when a key is good, as a person chooses it.

export const expiries = [
  { value: "never", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "day", label: "At the end of a day …" },
];

export interface ExpiryChoice {
  /** One of `expiries`. */
  after: string;
  /** As a date field has it, for "day". */
  day: string;
}

/** Null: never. */
export function expiresAt({ after, day }: ExpiryChoice, now: Date): string | null {
  if (after === "never") return null;
  if (after === "day") {
    // Without a zone it is the reader's day.
    const end = new Date(`${day}T23:59:59.999`);
    return Number.isNaN(end.valueOf()) ? null : end.toISOString();
  }
  const end = new Date(now);
  end.setDate(end.getDate() + Number(after));
  return end.toISOString();
}

/** The reader's own, as a date field has it. */
export function today(now: Date): string {
  const month = String(now.getMonth() + 1).padStart(2, "0");
  const day = String(now.getDate()).padStart(2, "0");
  return `${now.getFullYear()}-${month}-${day}`;
}
