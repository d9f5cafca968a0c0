// The images of a post: one as it is, several in a grid.

import { Box, Image } from "@mantine/core";
import classes from "./segment.module.css";

export interface ShownImage {
  src: string;
  alt: string;
}

const oneHeightPx = 320;

export function ShownImages({ images }: { images: readonly ShownImage[] }) {
  const [first] = images;
  if (first === undefined) return null;
  if (images.length === 1) {
    return <Image {...first} mt="xs" radius="md" mah={oneHeightPx} w="auto" maw="100%" />;
  }
  return (
    <Box className={classes["grid"] ?? ""} mt="xs">
      {images.map(({ src, alt }, index) => (
        <Image key={index} src={src} alt={alt} className={classes["cell"] ?? ""} />
      ))}
    </Box>
  );
}
