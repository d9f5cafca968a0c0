// API keys: those in use, and a new one.

import { Box, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../../../parts/Loaded.tsx";
import { Section } from "../../../parts/Section.tsx";
import { apiKeysQuery } from "../../../queries.ts";
import { KeyRow } from "./KeyRow.tsx";
import { NewKey } from "./NewKey.tsx";

export function KeysSection() {
  const keys = useQuery(apiKeysQuery);
  return (
    <Section
      title="API keys"
      lead="For programs that publish for you: each acts as you, and only as far as you allow here."
    >
      <Loaded query={keys} heightPx={0}>
        {(all) =>
          all.length > 0 && (
            <Box mb="md">
              <Stack component="ul" gap="sm" m={0} p={0} className="plain-list">
                {all.map((apiKey) => (
                  <KeyRow key={apiKey.id} apiKey={apiKey} />
                ))}
              </Stack>
            </Box>
          )
        }
      </Loaded>
      <NewKey />
    </Section>
  );
}
