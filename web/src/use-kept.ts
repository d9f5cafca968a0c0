// What is kept in this browser, so that neither a reload nor a server that is away loses it. The tabs of
// a browser share it.

import { useLocalStorage } from "@mantine/hooks";

interface KeptOptions<T> {
  /** Among all that the dashboard keeps. */
  name: string;
  /** What an older version kept may have another shape. */
  isWhole(value: object): value is T & object;
}

interface Kept<T> {
  /** Null: nothing is kept. */
  value: T | null;
  keep(value: T | ((before: T | null) => T)): void;
  drop(): void;
}

export function useKept<T>({ name, isWhole }: KeptOptions<T>): Kept<T> {
  const [value, keep, drop] = useLocalStorage<T | null>({
    key: `broadside.${name}`,
    defaultValue: null,
    getInitialValueInEffect: false,
    deserialize: (text) => read(text, isWhole),
  });
  return { value, keep, drop };
}

function read<T>(text: string | undefined, isWhole: KeptOptions<T>["isWhole"]): T | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null && isWhole(value) ? value : null;
  } catch {
    return null;
  }
}
