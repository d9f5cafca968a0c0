// Instants as people read them.

/** With the name of the zone: that of the user, where this runtime knows it. */
export function instantInWords(instant: Date, wanted: string): string {
  const timeZone = knownZone(wanted);
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ dateStyle: "full", timeStyle: "short", timeZone },
  });
  return `${format.format(instant)} (${timeZone})`;
}

/** A zone that this runtime does not know would stop the notice. */
function knownZone(timeZone: string): string {
  return Intl.supportedValuesOf("timeZone").includes(timeZone) ? timeZone : "UTC";
}
