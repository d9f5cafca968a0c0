// What a post may have besides, and mostly needs nobody's attention.

import { Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Post } from "#api/contract/posts.ts";
import type { Site } from "#api/contract/sites.ts";
import { excerptFromMarkdown } from "#text/excerpt.ts";
import { CoverField } from "./CoverField.tsx";
import { slugOf, wantedSlug } from "./draft.ts";
import type { Draft } from "./draft.ts";
import classes from "./editor.module.css";
import type { FieldsProps } from "./fields.ts";
import { contentError } from "./fields.ts";

interface DetailsFieldsProps extends FieldsProps {
  site: Site;
  post: Post | undefined;
}

const fields = ["url", "excerpt", "tags", "slug", "image"];

export function DetailsFields({ site, post, ...props }: DetailsFieldsProps) {
  const { draft, change, isLocked, error } = props;
  const [isOpen, setOpen] = useState(() => isAnySet(draft));
  const hasProblem = fields.some((field) => contentError(error, field) !== undefined);
  return (
    <details
      className={classes["details"]}
      open={isOpen || hasProblem}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        Details{" "}
        <Text span size="sm" c="dimmed">
          link, excerpt, tags, address, cover
        </Text>
      </summary>
      <Stack mt="sm">
        <TextInput
          label="Link"
          description="Where it stands, if it was written elsewhere. The copies lead there."
          placeholder="https://"
          inputMode="url"
          autoComplete="off"
          value={draft.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
          error={contentError(error, "url")}
          maxLength={2000}
          readOnly={isLocked}
        />
        <Textarea
          label="Excerpt"
          description="What it is about, for cards and feeds. Left empty, it is the first paragraph."
          placeholder={excerptFromMarkdown(draft.body)}
          value={draft.excerpt}
          onChange={(event) => change({ excerpt: event.currentTarget.value })}
          error={contentError(error, "excerpt")}
          maxLength={2000}
          readOnly={isLocked}
          autosize
          minRows={2}
        />
        <TextInput
          label="Tags"
          description="With commas between them"
          autoComplete="off"
          value={draft.tags}
          onChange={(event) => change({ tags: event.currentTarget.value })}
          error={contentError(error, "tags")}
          readOnly={isLocked}
        />
        <AddressField site={site} post={post} {...props} />
        <CoverField {...props} />
      </Stack>
    </details>
  );
}

function AddressField({ site, post, draft, change, isLocked, error }: DetailsFieldsProps) {
  const slug = wantedSlug(draft, post) ?? post?.slug ?? slugOf(draft);
  return (
    <TextInput
      label="Address"
      description={
        <Text span inherit className={classes["address"] ?? ""}>
          {draft.url.trim() === ""
            ? `${site.pageUrl}/${slug}`
            : "It stands elsewhere: readers are sent to its link."}
        </Text>
      }
      placeholder={slugOf(draft)}
      autoComplete="off"
      spellCheck={false}
      value={draft.slug}
      onChange={(event) => change({ slug: event.currentTarget.value })}
      error={contentError(error, "slug")}
      maxLength={200}
      readOnly={isLocked}
    />
  );
}

function isAnySet({ url, excerpt, tags, cover }: Draft): boolean {
  return url !== "" || excerpt !== "" || tags !== "" || cover !== null;
}
