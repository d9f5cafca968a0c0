// A text with its links, hashtags and mentions in their colour, without the brackets that hide a link's
// card on some platforms.

import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { findEntities } from "#text/entities.ts";
import classes from "./segment.module.css";

interface LinkedTextProps {
  text: string;
  /** Whether its links can be followed. */
  isLive: boolean;
}

export function LinkedText({ text, isLive }: LinkedTextProps) {
  const parts: ReactNode[] = [];
  let shownTo = 0;
  for (const { kind, value, start, end } of findEntities(text)) {
    const isBracketed = kind === "link" && text[start - 1] === "<" && text[end] === ">";
    parts.push(text.slice(shownTo, isBracketed ? start - 1 : start));
    const words = text.slice(start, end);
    parts.push(
      kind === "link" && isLive ? (
        <Anchor key={start} href={value} target="_blank" rel="noreferrer" inherit>
          {words}
        </Anchor>
      ) : (
        <span key={start} className={classes.entity}>
          {words}
        </span>
      ),
    );
    shownTo = isBracketed ? end + 1 : end;
  }
  return [...parts, text.slice(shownTo)];
}
