// Where a request has got no answer: what is known of it, and the ways on.

import { Button, Group, Text } from "@mantine/core";
import { useRef } from "react";
import type { Doubt } from "../use-sending.ts";
import { PageLink } from "./links.tsx";

interface InDoubtProps {
  /** Null: there is none. */
  doubt: Doubt | null;
  /** Of what was asked for. */
  done: "shared" | "saved";
}

export function InDoubt({ doubt, done }: InDoubtProps) {
  const place = useRef<HTMLDivElement>(null);
  function giveUp() {
    // The button that has the focus is about to go.
    place.current?.focus();
    doubt?.giveUp();
  }
  return (
    <div ref={place} tabIndex={-1} role="status" className="focus-place">
      {doubt !== null && (
        <Group my="sm" gap="xs">
          <Text flex="1 1 240px">
            {doubt.isTooOld ? (
              <>
                It is not known whether this was {done}: the server has not answered, and after so
                long it could not tell a second try from the first. Look into <Places done={done} />{" "}
                for what became of it.
              </>
            ) : (
              <>
                It is not known whether this was {done}, because the server has not answered. Try
                again: nothing happens twice. Or give up, and look into <Places done={done} />: it
                may have been {done} all the same{done === "saved" && ", and posted"}.
              </>
            )}
          </Text>
          <Button size="compact-sm" variant="default" onClick={giveUp}>
            {doubt.isTooOld ? "Dismiss" : "Give up"}
          </Button>
        </Group>
      )}
    </div>
  );
}

/** Where it can be seen. */
function Places({ done }: Pick<InDoubtProps, "done">) {
  return (
    <>
      {done === "saved" && (
        <>
          <PageLink to="/" inherit>
            Posts
          </PageLink>{" "}
          and{" "}
        </>
      )}
      <PageLink to="/history" inherit>
        History
      </PageLink>
    </>
  );
}
