// A composition as it will look, in a frame, and what there is to say of it.

import { Box } from "@mantine/core";
import type { Composition } from "#api/contract/deliveries.ts";
import classes from "./preview.module.css";
import { Remarks } from "./Remarks.tsx";
import { ShownThread } from "./ShownThread.tsx";
import type { Destination } from "./destination.ts";
import { useAuthor } from "./use-author.ts";

interface PreviewFrameProps {
  destination: Destination;
  /** Undefined: not known yet. */
  composition: Composition | undefined;
}

export function PreviewFrame({ destination, composition }: PreviewFrameProps) {
  const author = useAuthor(destination);
  return (
    <>
      {composition && (
        <Box className={classes["frame"] ?? ""} mb="xs">
          <ShownThread composition={composition} author={author} />
        </Box>
      )}
      <Remarks destination={destination} composition={composition} />
    </>
  );
}
