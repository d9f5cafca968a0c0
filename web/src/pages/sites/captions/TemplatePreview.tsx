// What the rules make of a recent post, as they are on the page, before they are saved.

import { NativeSelect, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Post } from "#api/contract/posts.ts";
import type { SiteCaptions } from "#api/contract/captions.ts";
import { ruleFor } from "#text/caption-rules.ts";
import type { Site } from "#api/contract/sites.ts";
import { PageLink } from "../../../parts/links.tsx";
import { platformsQuery, postsQuery } from "../../../queries.ts";
import { nameOf } from "../../posts/name.ts";
import { DestinationName } from "../../posts/preview/DestinationName.tsx";
import type { Destination } from "../../posts/preview/destination.ts";
import { PreviewFrame } from "../../posts/preview/PreviewFrame.tsx";
import { usePreview } from "../../posts/preview/use-preview.ts";
import { templateProblem } from "../../posts/template-problem.ts";
import type { Scope } from "./rules-draft.ts";

interface TemplatePreviewProps {
  site: Site;
  /** As they are on the page. */
  captions: SiteCaptions;
  saved: SiteCaptions;
  scope: Scope;
  connections: readonly Destination[];
}

export function TemplatePreview(props: TemplatePreviewProps) {
  const { site, captions, saved, scope, connections } = props;
  const recent = useInfiniteQuery(postsQuery(site.id, undefined));
  // A note is posted as it is written: no template touches it.
  const posts = (recent.data?.pages[0]?.data ?? []).filter(({ title }) => title !== "");
  const [postId, setPostId] = useState<string>();
  const post = posts.find(({ id }) => id === postId) ?? posts[0];
  const there = connections.filter((connection) => isWithin(connection, scope));
  const [connectionId, setConnectionId] = useState<string>();
  const connection = there.find(({ id }) => id === connectionId) ?? there[0];
  const platforms = useQuery(platformsQuery).data;
  const platformName = (id: string) => platforms?.find((each) => each.id === id)?.name ?? id;
  if (recent.data === undefined) return null;
  if (post === undefined) {
    return (
      <Text size="sm" c="dimmed">
        Nothing to show it with yet: <PageLink to="/posts/new">write a post</PageLink> with a title.
      </Text>
    );
  }
  if (connection === undefined) {
    return (
      <Text size="sm" c="dimmed">
        It can be shown once an account is <PageLink to="/connections">connected</PageLink> there.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <NativeSelect
        label="Shown with"
        value={post.id}
        data={posts.map((each) => ({ value: each.id, label: nameOf(each) }))}
        onChange={(event) => setPostId(event.currentTarget.value)}
      />
      {there.length > 1 ? (
        <NativeSelect
          label="At"
          value={connection.id}
          data={there.map(({ id, name, platform }) => ({
            ...{ value: id, label: `${name} (${platformName(platform)})` },
          }))}
          onChange={(event) => setConnectionId(event.currentTarget.value)}
        />
      ) : (
        <Text size="sm" component="div">
          <DestinationName destination={connection} />
        </Text>
      )}
      <At connection={connection} post={post} captions={captions} />
      {marksOf(captions, connection) !== marksOf(saved, connection) && (
        <Text size="sm" c="dimmed">
          The marks on its link are shown here once they are saved.
        </Text>
      )}
    </Stack>
  );
}

interface AtProps {
  connection: Destination;
  post: Post;
  captions: SiteCaptions;
}

function At({ connection, post, captions }: AtProps) {
  const { template, overflow, isNumbered } = ruleFor(captions.rules, connection);
  const caption = template ?? captions.templates[connection.platform] ?? "";
  const isReady = caption.trim() !== "" && templateProblem(caption) === undefined;
  const target = {
    ...{ connectionId: connection.id, caption, overflow: overflow ?? "shorten" },
    ...(isNumbered !== undefined && { isNumbered }),
  };
  const { previews, error } = usePreview(isReady ? { postId: post.id, targets: [target] } : null);
  if (error !== null) {
    return (
      <Text size="sm" c="dimmed" role="status">
        It cannot be shown: {error.message}
      </Text>
    );
  }
  return <PreviewFrame destination={connection} composition={previews[0]?.composition} />;
}

function marksOf(captions: SiteCaptions, connection: Destination): string {
  return JSON.stringify(ruleFor(captions.rules, connection).utm ?? {});
}

function isWithin({ id, platform }: Destination, scope: Scope): boolean {
  if (scope.isConnection) return id === scope.key;
  return scope.platform === undefined || platform === scope.platform;
}
