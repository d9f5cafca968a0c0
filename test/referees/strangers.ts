// What a lexicon lets pass because servers ignore it or look at it later, and what is a mistake where
// we are the ones who write: names and kinds that it does not know, files that are too large.

import type { Lexicons } from "@atproto/lexicon";
import { z } from "zod";

interface Part {
  definition: unknown;
  value: unknown;
  place: string;
}

const definitionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("record"), record: z.unknown().optional() }),
  z.object({
    type: z.literal("object"),
    properties: z.record(z.string(), z.unknown()).default({}),
  }),
  z.object({ type: z.literal("array"), items: z.unknown().optional() }),
  z.object({ type: z.literal("ref"), ref: z.string() }),
  z.object({ type: z.literal("union"), refs: z.array(z.string()) }),
  z.object({
    type: z.literal("blob"),
    accept: z.array(z.string()).default(["*/*"]),
    maxSize: z.number().default(Infinity),
  }),
]);
const objectSchema = z.record(z.string(), z.unknown());
const blobSchema = z.object({ mimeType: z.string(), size: z.number() });

/** Says nothing about values of the wrong type: the lexicon does. */
export function strangersIn(lexicons: Lexicons, { definition, value, place }: Part): string[] {
  const known = definitionSchema.safeParse(definition).data;
  switch (known?.type) {
    case undefined:
      return [];
    case "record":
      return strangersIn(lexicons, { definition: known.record, value, place });
    case "object": {
      const entries = Object.entries(objectSchema.safeParse(value).data ?? {});
      return entries.flatMap(([name, inner]) => {
        if (name === "$type") return [];
        const below = {
          definition: known.properties[name],
          value: inner,
          place: `${place}/${name}`,
        };
        return name in known.properties
          ? strangersIn(lexicons, below)
          : [`${below.place} is not known`];
      });
    }
    case "array":
      return (Array.isArray(value) ? value : []).flatMap((item: unknown, index) =>
        strangersIn(lexicons, { definition: known.items, value: item, place: `${place}/${index}` }),
      );
    case "ref":
      return strangersIn(lexicons, { definition: lexicons.getDef(known.ref), value, place });
    case "union": {
      const kind = z.object({ $type: z.string() }).safeParse(value).data?.$type;
      if (kind === undefined) return [];
      const named = known.refs.find((ref) => [`lex:${kind}`, `lex:${kind}#main`].includes(ref));
      return named === undefined
        ? [`${place} is of a kind that is not known here`]
        : strangersIn(lexicons, { definition: lexicons.getDef(named), value, place });
    }
    case "blob": {
      const blob = blobSchema.safeParse(value).data;
      if (blob === undefined) return [];
      const isAccepted = known.accept.some((pattern) => accepts(pattern, blob.mimeType));
      return [
        ...(isAccepted ? [] : [`${place} must be ${known.accept.join(" or ")}`]),
        ...(blob.size > known.maxSize ? [`${place} is larger than ${known.maxSize} bytes`] : []),
      ];
    }
  }
}

/** A pattern is a media type, or ends in a star. */
function accepts(pattern: string, mediaType: string): boolean {
  return pattern.endsWith("*")
    ? mediaType.startsWith(pattern.replace(/^\*\/\*$/, "").replace(/\*$/, ""))
    : pattern === mediaType;
}
