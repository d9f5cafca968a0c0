// A delivery that may or may not be live. Only a person can tell, by looking there: shows what was sent
// and takes the answer.

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Delivery } from "#api/contract/deliveries.ts";
import { fieldError } from "../api.ts";
import { Loaded } from "../parts/Loaded.tsx";
import { Trouble } from "../parts/Trouble.tsx";
import { deliveryQuery } from "../queries.ts";
import { Segments } from "./Segments.tsx";
import { useDeliveryChange } from "./use-delivery-change.ts";

export function Uncertain({ delivery: { id, accountName } }: { delivery: Delivery }) {
  const details = useQuery(deliveryQuery(id));
  const resolve = useDeliveryChange(id, "resolve");
  const [url, setUrl] = useState("");
  const urlProblem = fieldError(resolve.error, "url");
  return (
    <Stack className="sheet" p="sm" mt="sm" gap="sm">
      <Loaded query={details} heightPx={72}>
        {({ composition }) => <Segments of={composition} />}
      </Loaded>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          resolve.mutate({ outcome: "live", url });
        }}
      >
        <TextInput
          type="url"
          label={`Look at ${accountName}. If it is there, what is its address?`}
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={urlProblem}
          required
          withAsterisk={false}
        />
        <Group mt="sm" gap="xs">
          <Button type="submit" size="sm" loading={resolve.isPending}>
            It is live
          </Button>
          <Button
            size="sm"
            variant="default"
            disabled={resolve.isPending}
            onClick={() => resolve.mutate({ outcome: "send-again" })}
          >
            It is not there: send again
          </Button>
        </Group>
      </form>
      {urlProblem === undefined && <Trouble error={resolve.error} />}
    </Stack>
  );
}
