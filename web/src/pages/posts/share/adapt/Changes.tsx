// A text before and after a change, with the words marked that go and that come.

import { Text } from "@mantine/core";
import { diffWordsWithSpace } from "diff";
import type { Change } from "diff";
import classes from "./adapt.module.css";

interface ChangesProps {
  before: string;
  after: string;
}

export function Changes({ before, after }: ChangesProps) {
  const changes = diffWordsWithSpace(before, after);
  return (
    <>
      {before.trim() !== "" && (
        <>
          <Heading>Before</Heading>
          <Text size="sm" className="as-written">
            {changes.map((change, index) => !change.added && <Part key={index} change={change} />)}
          </Text>
        </>
      )}
      <Heading>After</Heading>
      <Text size="sm" className="as-written">
        {changes.map((change, index) => !change.removed && <Part key={index} change={change} />)}
      </Text>
    </>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Text size="xs" c="dimmed" fw={600} mt={6}>
      {children}
    </Text>
  );
}

function Part({ change: { value, added, removed } }: { change: Change }) {
  if (added) return <ins className={classes.added}>{value}</ins>;
  if (removed) return <del className={classes.removed}>{value}</del>;
  return value;
}
