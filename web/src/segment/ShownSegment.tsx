// One post as a reader of its platform sees it: who, the text, the images and the card of its link.

import { Avatar, Group, Text } from "@mantine/core";
import type { ReactNode, Ref } from "react";
import { PlatformIcon } from "../parts/PlatformIcon.tsx";
import { LinkedText } from "./LinkedText.tsx";
import classes from "./segment.module.css";
import { ShownCard } from "./ShownCard.tsx";
import type { Card } from "./ShownCard.tsx";
import { ShownImages } from "./ShownImages.tsx";
import type { ShownImage } from "./ShownImages.tsx";

export interface Author {
  name: string;
  handle: string | null;
  avatarUrl: string | null;
  iconSvg: string | undefined;
}

interface ShownSegmentProps {
  author: Author;
  text: string;
  images: readonly ShownImage[];
  card: Card | null;
  /** Whether its links can be followed; in a preview they only look like it. */
  isLive: boolean;
  /** Beside the name. */
  beside?: ReactNode;
  isMarked?: boolean;
  ref?: Ref<HTMLElement>;
}

export function ShownSegment(props: ShownSegmentProps) {
  const { author, text, images, card, isLive, beside, isMarked = false, ref } = props;
  return (
    <article
      ref={ref}
      className={classes.segment}
      aria-label={`Post by ${author.name}`}
      aria-current={isMarked ? "true" : undefined}
    >
      <Avatar
        src={author.avatarUrl}
        alt=""
        size={40}
        className={classes.avatar ?? ""}
        imageProps={{ referrerPolicy: "no-referrer" }}
      >
        <PlatformIcon svg={author.iconSvg} />
      </Avatar>
      <div className={classes.content}>
        <Group gap="0 8px">
          <Text fw={600} size="sm" truncate>
            {author.name}
          </Text>
          {author.handle !== null && author.handle !== author.name && (
            <Text size="sm" c="dimmed" truncate>
              {author.handle}
            </Text>
          )}
          {beside}
        </Group>
        {text !== "" && (
          <Text className="as-written">
            <LinkedText text={text} isLive={isLive} />
          </Text>
        )}
        <ShownImages images={images} />
        {card !== null && <ShownCard card={card} isLive={isLive} />}
      </div>
    </article>
  );
}
