// Makes an API key and shows it, once.

import { Box, Button, Checkbox, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey } from "#api/contract/people.ts";
import { fieldError, post } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { apiKeysQuery } from "../../queries.ts";
import { CreatedKey } from "./CreatedKey.tsx";
import { scopes } from "./scopes.ts";

const usualScopes = ["posts:read", "posts:write", "runs:read"];

export function NewKey() {
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState(usualScopes);
  const create = useMutation({
    mutationFn: () =>
      post<ApiKey & { key: string }>("/api-keys", { body: { name, scopes: chosen } }),
    onSuccess: () => {
      setName("");
      return queryClient.invalidateQueries(apiKeysQuery);
    },
  });
  const nameProblem = fieldError(create.error, "name");
  const scopesProblem = chosen.length === 0 ? "A key has to be allowed something." : undefined;
  return (
    <Box className="sheet" p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (scopesProblem === undefined) create.mutate();
        }}
      >
        <Stack>
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
          {nameProblem === undefined && <Trouble error={create.error} />}
          <div>
            <Button type="submit" loading={create.isPending}>
              Create key
            </Button>
          </div>
        </Stack>
      </form>
      {create.data && <CreatedKey apiKey={create.data.key} />}
    </Box>
  );
}
