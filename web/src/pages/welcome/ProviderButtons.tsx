// Signing in, or up, with an account that somebody has elsewhere: those that the operator has set up.

import { Button, Divider, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { postAuth } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { welcomeQuery } from "../../queries.ts";

export function ProviderButtons() {
  const welcome = useQuery(welcomeQuery);
  const leave = useMutation({
    mutationFn: (provider: string) =>
      postAuth<{ url: string }>("/sign-in/social", {
        provider,
        callbackURL: location.pathname,
        errorCallbackURL: "/sign-in",
      }),
    onSuccess: ({ url }) => location.assign(url),
  });
  const providers = welcome.data?.signInWith ?? [];
  if (providers.length === 0) return null;
  return (
    <>
      <Divider label="or" my="md" />
      <Stack gap="xs">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            loading={leave.variables === id && (leave.isPending || leave.isSuccess)}
            onClick={() => leave.mutate(id)}
          >
            Continue with {name}
          </Button>
        ))}
      </Stack>
      <Trouble error={leave.error} />
    </>
  );
}
