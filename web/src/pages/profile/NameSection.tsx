// The user's name.

import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeError, postAuth } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { welcomeQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { Section } from "./Section.tsx";

export function NameSection() {
  const { user } = useSession();
  const queryClient = useQueryClient();
  const [name, setName] = useState(user.name);
  const save = useMutation({
    mutationFn: () => postAuth("/update-user", { name }),
    onSuccess: async () => {
      setName(name.trim());
      await queryClient.invalidateQueries(welcomeQuery);
    },
  });
  const problem = codeError(save.error, "NAME_MISSING", "NAME_TOO_LONG");
  return (
    <Section title="Name" lead="As the others in your sites see you.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Group align="flex-start" gap="sm">
          <TextInput
            aria-label="Name"
            autoComplete="name"
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              save.reset();
            }}
            error={problem}
            maxLength={200}
            required
            flex="1 1 220px"
            maw={360}
          />
          <Button type="submit" loading={save.isPending} disabled={name === user.name}>
            Save
          </Button>
          <Text size="sm" role="status" lh="36px">
            {save.isSuccess ? "Saved." : ""}
          </Text>
        </Group>
        {problem === undefined && <Trouble error={save.error} />}
      </form>
    </Section>
  );
}
