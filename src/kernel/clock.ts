// Time as a dependency: code that needs "now" takes a Clock, so tests decide what time it is.

/** Reads the current instant. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => seconds(count * 60);
export const hours = (count: number) => minutes(count * 60);
export const days = (count: number) => hours(count * 24);

/** The instant `ms` milliseconds after (or, when negative, before) `instant`. */
export function plus(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
