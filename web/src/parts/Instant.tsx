// A time of day in the reader's zone, with the zone's name.

const format = new Intl.DateTimeFormat(undefined, {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  timeZoneName: "short",
});

export function Instant({ at }: { at: string }) {
  return <time dateTime={at}>{format.format(new Date(at))}</time>;
}
