// Shows what a query has brought, or that it is on its way, or why it did not come.

import { Center, Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Trouble } from "./Trouble.tsx";

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "refetch">;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ query: { data, error, refetch }, children }: LoadedProps<T>) {
  if (data !== undefined) return children(data);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  return (
    <Center mih={240}>
      <Loader aria-label="Loading" />
    </Center>
  );
}
