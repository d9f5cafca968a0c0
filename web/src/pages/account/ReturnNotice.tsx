// Why somebody is back from a provider without having been signed in or linked.

import { Text } from "@mantine/core";
import { returnTrouble } from "../../account-words.ts";
import { Notice } from "../../parts/Notice.tsx";
import { useNews } from "./use-news.ts";

/** Nothing for who comes from elsewhere. */
export function ReturnNotice() {
  const trouble = useNews(returnTrouble);
  if (trouble === undefined) return null;
  return (
    <Notice kind="trouble">
      <Text size="sm">{trouble}</Text>
    </Notice>
  );
}
