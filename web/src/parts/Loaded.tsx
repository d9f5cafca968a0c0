// Shows what a query has brought, or that it is on its way, or why it did not come.

import { Center, Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Trouble } from "./Trouble.tsx";

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "refetch">;
  /** How much room to keep for it. */
  heightPx?: number;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, heightPx = 240, children }: LoadedProps<T>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  return (
    <Center mih={heightPx}>
      <Loader role="status" aria-label="Loading" />
    </Center>
  );
}
