// What went wrong, in words.

import { Alert, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { AlertIcon } from "./icons.ts";

interface TroubleProps {
  error: Error | null;
  title?: string;
  onRetry?: () => void;
  children?: ReactNode;
}

/** Nothing where nothing is wrong. */
export function Trouble({ error, title, onRetry, children }: TroubleProps) {
  if (error === null) return null;
  return (
    <Alert color="red" role="alert" icon={<AlertIcon size={20} />} title={title} c="inherit">
      <span className="as-written">{error.message}</span>
      {children}
      {onRetry !== undefined && (
        <div>
          <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </Alert>
  );
}
