// Where a caption goes, as the wording of captions needs to know it.

import type { Connector } from "#connector/contract.ts";
import type { CaptionPlace } from "#text/caption.ts";

export function placeOf(
  connection: CaptionPlace["connection"],
  { about }: Pick<Connector, "about">,
): CaptionPlace {
  return { connection, template: about.template, hashtagRules: about.hashtags };
}
