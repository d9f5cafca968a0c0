// Where the link of a mail that confirms an address has led: to "/", with a word on how it went.

import { Text } from "@mantine/core";
import { Notice } from "../../parts/Notice.tsx";
import { useNews } from "./use-news.ts";

/** Nothing for who has not come by such a link. */
export function VerifiedNotice() {
  switch (useNews(readResult)) {
    case "confirmed":
      return (
        <Notice kind="done">
          <Text size="sm">Thank you: your e-mail address is confirmed.</Text>
        </Notice>
      );
    case "refused":
      return (
        <Notice kind="trouble">
          <Text size="sm">
            This link is no longer valid. Sign in and ask for a new one on your Profile.
          </Text>
        </Notice>
      );
    case "signed-out":
      return (
        <Notice kind="trouble">
          <Text size="sm">
            Your address is not changed yet. Sign in to the account that is to have it, then open
            the link again.
          </Text>
        </Notice>
      );
    case undefined:
      return null;
  }
}

function readResult(search: string): "confirmed" | "refused" | "signed-out" | undefined {
  const query = new URLSearchParams(search);
  if (!query.has("verified")) return undefined;
  if (query.get("error") === "SIGN_IN_FIRST") return "signed-out";
  return query.has("error") ? "refused" : "confirmed";
}
