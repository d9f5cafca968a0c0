// A button that makes way for a form, and comes back, with the focus, when the form is through.

import { Button } from "@mantine/core";
import { useState } from "react";
import type { ReactNode } from "react";

interface UnfoldingProps {
  label: string;
  children(close: () => void): ReactNode;
}

export function Unfolding({ label, children }: UnfoldingProps) {
  const [state, setState] = useState<"new" | "open" | "closed">("new");
  if (state === "open") return children(() => setState("closed"));
  return (
    <Button
      variant="default"
      size="sm"
      autoFocus={state === "closed"}
      onClick={() => setState("open")}
    >
      {label}
    </Button>
  );
}
