// Names a new site. Its time zone and language are those of the browser, until they are changed.

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Site } from "#api/contract/sites.ts";
import { fieldError, post } from "../../api.ts";
import { newKey } from "../../new-key.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { sitesQuery } from "../../queries.ts";

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

interface NewSiteFormProps {
  /** The word on the button. */
  create: string;
  onCreated?: (site: Site) => void;
  /** Where there is a way back. */
  onCancel?: () => void;
}

export function NewSiteForm({ create, onCreated, onCancel }: NewSiteFormProps) {
  const queryClient = useQueryClient();
  // One key for one name: a repeated try creates nothing twice.
  const [{ name, idempotencyKey }, setTry] = useState(() => tryWith(""));
  const creating = useMutation({
    mutationFn: () =>
      post<Site>("/sites", {
        body: { name, timeZone, language: navigator.language },
        idempotencyKey,
      }),
    onSuccess: (site) => {
      queryClient.setQueryData(sitesQuery.queryKey, (before = []) => [
        ...before.filter(({ id }) => id !== site.id),
        site,
      ]);
      onCreated?.(site);
    },
    // A first try whose answer was lost may have created it.
    onError: () => queryClient.invalidateQueries(sitesQuery),
  });
  const nameProblem = fieldError(creating.error, "name");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        creating.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description={`Its time zone will be yours: ${timeZone}`}
          value={name}
          onChange={(event) => setTry(tryWith(event.currentTarget.value))}
          error={nameProblem}
          maxLength={200}
          required
          autoFocus
        />
        {nameProblem === undefined && <Trouble error={creating.error} />}
        <Group grow={onCancel === undefined}>
          <Button type="submit" loading={creating.isPending}>
            {create}
          </Button>
          {onCancel !== undefined && (
            <Button variant="subtle" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function tryWith(name: string) {
  return { name, idempotencyKey: newKey() };
}
