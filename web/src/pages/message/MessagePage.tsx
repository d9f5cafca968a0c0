// A message of its own, without a post: written once, shared at once.

import { Box, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PageLink } from "../../parts/links.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { autopostQuery, connectionsQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { useKept } from "../../use-kept.ts";
import { destinationsOf } from "../posts/share/destinations.ts";
import type { ShareDestination } from "../posts/share/destinations.ts";
import { NothingConnected } from "../posts/share/NothingConnected.tsx";
import { ShareForm } from "../posts/share/ShareForm.tsx";

/** The server's, too. */
const maxLength = 50_000;

export function MessagePage() {
  const { site } = useSession();
  const connections = useQuery(connectionsQuery);
  const autopost = useQuery(autopostQuery(site.id));
  return (
    <Page
      title="New message"
      isWide
      lead={
        <>
          Posted as it is, without a page of its own. For something longer,{" "}
          <PageLink to="/posts/new" inherit>
            write a post
          </PageLink>
          .
        </>
      }
    >
      <Loaded query={connections}>
        {(own) => (
          <Loaded query={autopost}>
            {(auto) => {
              const destinations = destinationsOf({ own, autopost: auto });
              if (destinations.length === 0) return <NothingConnected />;
              return <Message key={site.id} destinations={destinations} />;
            }}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Message({ destinations }: { destinations: readonly ShareDestination[] }) {
  const { user, site } = useSession();
  const { value, keep, drop } = useKept<Kept>({
    name: `message.${user.id}.${site.id}`,
    isWhole: isKept,
  });
  const text = value?.text ?? "";
  const isEmpty = text.trim() === "";
  return (
    <>
      <Box className="sheet" p="md" mb="md">
        <Textarea
          label="Message"
          placeholder="What do you want to say?"
          value={text}
          onChange={(event) => keep({ text: event.currentTarget.value })}
          maxLength={maxLength}
          autosize
          minRows={4}
          maxRows={20}
        />
        <Text size="sm" c="dimmed" mt={4}>
          It goes out in the name of {site.name}. Until it is sent, it is kept in this browser.
        </Text>
      </Box>
      <ShareForm
        subject={{
          ...{ key: `message.${site.id}`, siteId: site.id },
          request: isEmpty ? null : { message: text, siteId: site.id },
          content: {
            ...{ title: "", excerpt: "", body: text, tags: [], captions: {} },
            ...{ url: null, author: "", site: site.name },
          },
        }}
        destinations={destinations}
        onShared={drop}
      />
    </>
  );
}

interface Kept {
  text: string;
}

function isKept(value: object): value is Kept {
  return typeof (value as Partial<Record<keyof Kept, unknown>>).text === "string";
}
