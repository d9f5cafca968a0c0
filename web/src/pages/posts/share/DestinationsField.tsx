// Where to share it, with a clear word where it is there already.

import { Anchor, Box, Checkbox, Stack, Text } from "@mantine/core";
import { PageLink } from "../../../parts/links.tsx";
import { DestinationName } from "../preview/DestinationName.tsx";
import type { ShareDestination } from "./destinations.ts";
import classes from "./share.module.css";

interface DestinationsFieldProps {
  destinations: readonly ShareDestination[];
  /** By their ids. */
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
  isLocked: boolean;
}

export function DestinationsField(props: DestinationsFieldProps) {
  const { destinations, chosen, onChange, isLocked } = props;
  return (
    <Box className="sheet" p="md">
      <Box component="fieldset" className="plain-fieldset" p={0} bd={0}>
        <Text component="legend" className="legend" fw={600} size="sm">
          Where to
        </Text>
        <Stack gap="xs">
          {destinations.map((destination) => {
            const { id } = destination;
            const isChosen = chosen.includes(id);
            return (
              <div key={id}>
                <Checkbox
                  checked={isChosen}
                  onChange={(event) =>
                    onChange(withOrWithout(chosen, id, event.currentTarget.checked))
                  }
                  disabled={isLocked}
                  label={<DestinationName destination={destination} />}
                />
                <AlreadyThere destination={destination} isChosen={isChosen} />
              </div>
            );
          })}
        </Stack>
      </Box>
    </Box>
  );
}

interface AlreadyThereProps {
  destination: ShareDestination;
  isChosen: boolean;
}

function AlreadyThere({ destination: { name, copy, open }, isChosen }: AlreadyThereProps) {
  if (copy === undefined && open === undefined) return null;
  return (
    <Text size="sm" c="var(--broadside-warn)" className={classes["under"] ?? ""}>
      {copy !== undefined && (
        <>
          This post is{" "}
          <Anchor href={copy.permalink} target="_blank" rel="noreferrer" inherit>
            live on {name} already
          </Anchor>
          .{" "}
        </>
      )}
      {open !== undefined && (
        <>
          It is{" "}
          <PageLink to="/runs/$runId" params={{ runId: open.runId }} inherit>
            on its way
          </PageLink>{" "}
          here.{" "}
        </>
      )}
      {isChosen ? "It will be there twice." : "Sharing it again puts it there twice."}
    </Text>
  );
}

function withOrWithout(ids: readonly string[], id: string, isIn: boolean): readonly string[] {
  return isIn ? [...ids, id] : ids.filter((each) => each !== id);
}
