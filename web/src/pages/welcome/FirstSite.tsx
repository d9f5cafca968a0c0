// The second step of a first visit: the publication that posts belong to.

import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Site, User } from "#api/contract/people.ts";
import { fieldError, post } from "../../api.ts";
import { newKey } from "../../new-key.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { sitesQuery } from "../../queries.ts";
import { FrontPage } from "./FrontPage.tsx";

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

export function FirstSite({ user }: { user: User }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [idempotencyKey] = useState(newKey);
  const create = useMutation({
    mutationFn: () =>
      post<Site>("/sites", {
        body: { name, timeZone, language: navigator.language },
        idempotencyKey,
      }),
    onSuccess: (site) => queryClient.setQueryData(sitesQuery.queryKey, [site]),
    // A first try whose answer was lost may have created it.
    onError: () => queryClient.invalidateQueries(sitesQuery),
  });
  const nameProblem = fieldError(create.error, "name");
  return (
    <FrontPage
      title="Name your site"
      lead={`Welcome, ${user.name}. A site is what you publish: a blog, a newsletter, a shop's news.`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description={`Its time zone will be yours: ${timeZone}`}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={nameProblem}
            maxLength={200}
            required
            autoFocus
          />
          {nameProblem === undefined && <Trouble error={create.error} />}
          <Button type="submit" loading={create.isPending}>
            Start writing
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
