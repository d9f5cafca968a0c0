// A text that is too long, cut to size mechanically: its links stay, the post's own before all others. Pure.

import { fitText } from "#text/fit.ts";
import { containsLink } from "#text/links.ts";
import { fits } from "#text/measure.ts";
import type { TextLimit } from "#text/measure.ts";
import type { Assignment } from "./assignment.ts";
import { withAllLinks, withoutLinks } from "./links.ts";
import { roomBeside } from "./room.ts";

type Place = Pick<Assignment, "limits" | "url" | "keptLinks">;

/** Undefined: not even the link has room. */
export function cutToFit(text: string, place: Place): string | undefined {
  const { limits, url, keptLinks } = place;
  const own = url === null ? [] : [url];
  // Where not all links have room, the last ones go first.
  for (let count = keptLinks.length; count > 0; count -= 1) {
    const cut = cutAbove(text, [...keptLinks.slice(0, count), ...own], place);
    if (cut !== undefined) return cut;
  }
  return shortened(text, limits, url);
}

/** As it is, where that keeps all links; else with the links below it. */
function cutAbove(text: string, links: readonly string[], place: Place): string | undefined {
  const { limits, url, keptLinks } = place;
  const hasAll = (candidate: string) => links.every((link) => containsLink(candidate, link));
  const plain = shortened(text, limits, url);
  if (plain !== undefined && hasAll(plain)) return plain;
  const all = [...keptLinks, ...(url === null ? [] : [url])];
  const above = shortened(withoutLinks(text, all), roomBeside(limits, links), null);
  if (above === undefined) return undefined;
  const whole = withAllLinks(above, links);
  return fits(whole, limits) && hasAll(whole) ? whole : undefined;
}

function shortened(
  text: string,
  limits: readonly TextLimit[],
  url: string | null,
): string | undefined {
  const fitted = fitText(text, { limits, mode: "shorten", maxSegments: 1, url });
  return "problem" in fitted ? undefined : fitted.segments[0];
}
