// What went wrong, in words.

import { Button, Text } from "@mantine/core";
import { Notice } from "./Notice.tsx";

interface TroubleProps {
  error: Error | null;
  onRetry?: () => void;
}

/** Nothing where nothing is wrong. */
export function Trouble({ error, onRetry }: TroubleProps) {
  if (error === null) return null;
  return (
    <Notice kind="trouble">
      <Text size="sm" className="as-written">
        {error.message}
      </Text>
      {onRetry !== undefined && (
        <Button mt="xs" size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Notice>
  );
}
