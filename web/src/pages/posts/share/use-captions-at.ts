// What a connection gets of a subject, in its usual words and in others, by the very rules of the server.

import { useQuery } from "@tanstack/react-query";
import { captionFor } from "#text/caption.ts";
import type { Caption } from "#text/caption.ts";
import { platformsQuery, siteCaptionsQuery } from "../../../queries.ts";
import type { Destination } from "../preview/destination.ts";
import type { Subject } from "./subject.ts";

export interface CaptionAt {
  /** When nobody writes another one. Undefined until the site's rules are known. */
  usual: Caption | undefined;
  /** What somebody's own words come to. */
  worded(caption: string): Caption;
}

export function useCaptionsAt({ siteId, content }: Subject) {
  const captions = useQuery(siteCaptionsQuery(siteId)).data;
  const platforms = useQuery(platformsQuery).data;
  return (connection: Destination): CaptionAt => {
    const { platform } = connection;
    const ruled = { ...content, rules: captions?.rules ?? {} };
    const place = {
      ...{ connection, template: captions?.templates[platform] ?? "" },
      hashtagRules: platforms?.find(({ id }) => id === platform)?.hashtags ?? { maxCount: null },
    };
    return {
      usual: captions && captionFor(ruled, place),
      worded: (caption) => captionFor(ruled, place, { caption }),
    };
  };
}
