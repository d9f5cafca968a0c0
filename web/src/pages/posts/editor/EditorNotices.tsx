// What became of the last saving, where whoever saved is looking, and what is written and not saved.
// Nothing of it moves the text under the hands that write it.

import { Button, Group, Text } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Post } from "#api/contract/posts.ts";
import { PageLink } from "../../../parts/links.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import type { Saved } from "../after-save.ts";

/** Over the Editor of a post that was just begun. */
export function HeadNotice({ post }: { post: Post | undefined }) {
  const { saved, isInPlace = false } = useLocation().state;
  if (post === undefined || saved === undefined || isInPlace) return null;
  return <SavedNotice saved={saved} post={post} />;
}

interface FootNoticeProps {
  post: Post | undefined;
  isChanged: boolean;
  isOutdated: boolean;
  /** Undefined: not now. */
  onDiscard: (() => void) | undefined;
}

/** Under the buttons. */
export function FootNotice({ post, isChanged, isOutdated, onDiscard }: FootNoticeProps) {
  const { saved, isInPlace = false } = useLocation().state;
  if (post === undefined) return null;
  if (!isChanged) return saved && isInPlace && <SavedNotice saved={saved} post={post} />;
  return (
    <Notice kind="hint">
      <Group justify="space-between" gap="xs">
        <Text size="sm" flex="1 1 240px">
          {isOutdated
            ? "Unsaved changes. This post was saved elsewhere after you began: saving yours replaces that."
            : "Unsaved changes. They are kept in this browser."}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          disabled={onDiscard === undefined}
          onClick={onDiscard}
        >
          Discard them
        </Button>
      </Group>
    </Notice>
  );
}

function SavedNotice({ saved, post }: { saved: Saved; post: Post }) {
  return (
    <Notice kind="done">
      <Text size="sm">{wordsFor(saved, post)}</Text>
    </Notice>
  );
}

function wordsFor(saved: Saved, { id }: Post): ReactNode {
  const share = (
    <PageLink to="/posts/$postId/share" params={{ postId: id }}>
      Share it by hand
    </PageLink>
  );
  switch (saved) {
    case "draft":
      return "The draft is saved. Nothing is published.";
    case "scheduled":
      return "It is scheduled, and publishes itself at its time.";
    case "changed":
      return "Saved here. Nothing was posted again.";
    case "published":
      return "It is published.";
    case "off":
      return <>It is published here. Nothing was posted elsewhere, as you chose. {share}</>;
    case "no-connections":
      return (
        <>
          It is published here. Nothing was posted elsewhere, because no connection has auto-posting
          on. {share}
        </>
      );
  }
}
