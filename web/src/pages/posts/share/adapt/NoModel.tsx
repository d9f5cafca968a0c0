// Why no model writes here, and what the operator does about it.

import { Text } from "@mantine/core";
import { Notice } from "../../../../parts/Notice.tsx";

export function NoModel({ help }: { help: string }) {
  return (
    <Notice kind="hint">
      <Text size="sm" className="as-written">
        {help}
      </Text>
      <Text size="sm">The buttons here shorten what is there until it fits, without a model.</Text>
    </Notice>
  );
}
