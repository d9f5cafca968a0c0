// Shares a saved post by hand, also for the second time, and then with open eyes.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Post } from "#api/contract/posts.ts";
import type { Autopost } from "#api/contract/sites.ts";
import { PageLink } from "../../../parts/links.tsx";
import { Loaded } from "../../../parts/Loaded.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { Page } from "../../../parts/Page.tsx";
import { autopostQuery, connectionsQuery, membersQuery, postQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { nameOf } from "../name.ts";
import { destinationsOf } from "./destinations.ts";
import { NothingConnected } from "./NothingConnected.tsx";
import { ShareForm } from "./ShareForm.tsx";

export function SharePage() {
  const { postId } = useParams({ from: "/gate/posts/$postId/share" });
  const post = useQuery(postQuery(postId));
  return (
    <Page title="Share" lead={post.data && <PostName post={post.data} />} isWide>
      <Loaded query={post}>{(data) => <Share post={data} />}</Loaded>
    </Page>
  );
}

function PostName({ post }: { post: Post }) {
  return (
    <PageLink to="/posts/$postId" params={{ postId: post.id }} inherit>
      {nameOf(post)}
    </PageLink>
  );
}

function Share({ post }: { post: Post }) {
  const { id, siteId } = post;
  const connections = useQuery(connectionsQuery);
  const autopost = useQuery(autopostQuery(siteId));
  const author = useAuthorName(post);
  const { sites } = useSession();
  const site = sites.find((each) => each.id === siteId)?.name ?? "";
  return (
    <Loaded query={connections}>
      {(own) => (
        <Loaded query={autopost}>
          {(auto) => {
            const destinations = destinationsOf({ post, own, autopost: auto });
            if (destinations.length === 0) return <NothingConnected />;
            const content = { ...post, url: urlOf(post, auto), author, site };
            return (
              <>
                <NoPage post={post} />
                <ShareForm
                  key={id}
                  subject={{ key: id, siteId, request: { postId: id }, content }}
                  destinations={destinations}
                />
              </>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

/** What the copies link to: where it stands elsewhere, else its page here, which a note does not need. */
function urlOf({ url, status, title, pageUrl }: Post, { linksToPages }: Autopost): string | null {
  const hasPage = status === "published" && title !== "" && linksToPages;
  return url ?? (hasPage ? pageUrl : null);
}

function useAuthorName({ authorId, siteId }: Post): string {
  const members = useQuery(membersQuery(siteId)).data;
  return members?.find(({ userId }) => userId === authorId)?.name ?? "";
}

function NoPage({ post: { status, url } }: { post: Post }) {
  if (status === "published" || url !== null) return null;
  return (
    <Notice kind="hint">
      <Text size="sm">
        This post is not published, so it has no page that the copies could link to.
      </Text>
    </Notice>
  );
}
