// The deliveries of a run.

import { Box } from "@mantine/core";
import type { Delivery } from "#api/contract/deliveries.ts";
import { DeliveryRow } from "./DeliveryRow.tsx";

export function DeliveryList({ deliveries }: { deliveries: readonly Delivery[] }) {
  return (
    <Box component="ul" className="plain-list" m={0} p={0} aria-live="polite">
      {deliveries.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} />
      ))}
    </Box>
  );
}
