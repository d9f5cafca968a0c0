// The card that a platform makes of a link.

import { Anchor, Box, Image, Text } from "@mantine/core";
import classes from "./segment.module.css";

export interface Card {
  url: string;
  title: string;
  description: string;
  /** The address of its picture. */
  thumbnail: string | null;
}

const pictureHeightPx = 240;

export function ShownCard({ card, isLive }: { card: Card; isLive: boolean }) {
  if (!isLive) {
    return (
      <div className={classes.card}>
        <Inside card={card} />
      </div>
    );
  }
  return (
    <Anchor
      href={card.url}
      target="_blank"
      rel="noreferrer"
      underline="never"
      c="inherit"
      className={classes.card ?? ""}
    >
      <Inside card={card} />
    </Anchor>
  );
}

function Inside({ card: { url, title, description, thumbnail } }: { card: Card }) {
  return (
    <>
      {thumbnail !== null && <Image src={thumbnail} alt="" mah={pictureHeightPx} fit="cover" />}
      <Box p="sm">
        <Text size="xs" c="dimmed" truncate>
          {URL.parse(url)?.host}
        </Text>
        <Text fw={600} size="sm" lineClamp={2} className="as-written">
          {title}
        </Text>
        <Text size="sm" lineClamp={2}>
          {description}
        </Text>
      </Box>
    </>
  );
}
