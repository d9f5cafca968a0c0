// Makes an API key and shows it, once.

import { Box, Button, Checkbox, SimpleGrid, Stack, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey } from "#api/contract/people.ts";
import { fieldError, post } from "../../../api.ts";
import { CopyField } from "../../../parts/CopyField.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { Trouble } from "../../../parts/Trouble.tsx";
import { apiKeysQuery } from "../../../queries.ts";
import { expiresAt } from "./expiry.ts";
import { ExpiryField } from "./ExpiryField.tsx";
import { scopes } from "./scopes.ts";

const usualScopes = ["posts:read", "posts:write", "runs:read"];
const never = { after: "never", day: "" };

export function NewKey() {
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState(usualScopes);
  const [expiry, setExpiry] = useState(never);
  const create = useMutation({
    mutationFn: () =>
      post<ApiKey & { key: string }>("/api-keys", {
        body: { name, scopes: chosen, expiresAt: expiresAt(expiry, new Date()) },
      }),
    onSuccess: () => {
      setName("");
      setExpiry(never);
      return queryClient.invalidateQueries(apiKeysQuery);
    },
  });
  const nameProblem = fieldError(create.error, "name");
  const expiryProblem = fieldError(create.error, "expiresAt");
  const scopesProblem = chosen.length === 0 ? "A key has to be allowed something." : undefined;
  const namesField = nameProblem !== undefined || expiryProblem !== undefined;
  return (
    <Box className="sheet" p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (scopesProblem === undefined) create.mutate();
        }}
      >
        <Stack>
          <Title order={3} size="h5">
            A new key
          </Title>
          <TextInput
            label="Name"
            description="What uses it, so that you know it later"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={nameProblem}
            maxLength={100}
            required
          />
          <Checkbox.Group label="It may" value={chosen} onChange={setChosen} error={scopesProblem}>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs" mb={4}>
              {scopes.map(({ scope, words }) => (
                <Checkbox key={scope} value={scope} label={words} description={scope} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          <ExpiryField choice={expiry} onChange={setExpiry} error={expiryProblem} />
          {!namesField && <Trouble error={create.error} />}
          <div>
            <Button type="submit" loading={create.isPending}>
              Create key
            </Button>
          </div>
        </Stack>
      </form>
      {create.data && (
        <Notice kind="key">
          <CopyField
            label="The new key: copy it now, it is not shown again"
            value={create.data.key}
          />
        </Notice>
      )}
    </Box>
  );
}
