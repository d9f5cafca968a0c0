import { expect, it } from "vitest";
import { days, plus } from "#kernel/clock.ts";
import { stateOf } from "./state.ts";

const now = new Date("2026-11-01T12:00:00Z");
const never = { expiredAt: null, authorizationEndsAt: null, isProlonged: false };
const endingIn = (ms: number) => ({ ...never, authorizationEndsAt: plus(now, ms) });

it.each([
  ["nothing is known to end it", never, "active"],
  ["8 days before its end", endingIn(days(8)), "active"],
  ["7 days before its end", endingIn(days(7)), "expiring"],
  ["a moment before its end", endingIn(1), "expiring"],
  ["at its end", endingIn(0), "expired"],
  ["the platform refused it", { ...endingIn(days(30)), expiredAt: now }, "expired"],
  ["renewing puts off the end", { ...endingIn(days(1)), isProlonged: true }, "active"],
  ["renewing did not come in time", { ...endingIn(-1), isProlonged: true }, "expired"],
])("%s", (_, lifetime, state) => {
  expect(stateOf(lifetime, now)).toBe(state);
});
