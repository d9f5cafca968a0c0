// What a person does about a delivery; whatever came of it, the pages look again.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DeliveryDetails } from "#api/contract/deliveries.ts";
import { post } from "../api.ts";
import { liveKeys } from "../queries.ts";

export function useDeliveryChange(id: string, change: "retry" | "resolve") {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: object | undefined) =>
      post<DeliveryDetails>(`/deliveries/${id}/${change}`, { body }),
    onSettled: () =>
      Promise.all(liveKeys.map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}
