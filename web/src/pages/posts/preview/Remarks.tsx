// What there is to say of a composition: what keeps it from being sent, what to mind, and its price.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Composition } from "#api/contract/deliveries.ts";
import { PageLink } from "../../../parts/links.tsx";
import { connectionsQuery } from "../../../queries.ts";
import { usePlatform } from "../../../use-platforms.ts";
import type { Destination } from "./destination.ts";

interface RemarksProps {
  destination: Destination;
  composition: Composition | undefined;
}

export function Remarks({ destination, composition }: RemarksProps) {
  return (
    <>
      {destination.state === "expired" && <Expired destination={destination} />}
      {composition?.problems.map(({ code, message, severity }) => (
        <Text
          key={`${code} ${message}`}
          size="sm"
          c={severity === "error" ? "var(--broadside-bad)" : "dimmed"}
        >
          {message}
        </Text>
      ))}
      <Cost of={composition} at={destination} />
    </>
  );
}

const dollars = new Intl.NumberFormat("en", {
  ...{ style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 3 },
});

interface CostProps {
  of: Composition | undefined;
  at: Destination;
}

function Cost({ of: composition, at: { platform } }: CostProps) {
  const name = usePlatform(platform)?.name ?? platform;
  if (composition?.cost === undefined) return null;
  const { amountUsd, note } = composition.cost;
  return (
    <Text size="sm" c="dimmed">
      {name} takes {dollars.format(amountUsd)} for this. {note}
    </Text>
  );
}

function Expired({ destination: { id } }: { destination: Destination }) {
  const { data: own = [] } = useQuery(connectionsQuery);
  const isOwn = own.some((connection) => connection.id === id);
  return (
    <Text size="sm" c="var(--broadside-warn)">
      {isOwn ? (
        <>
          It has to be{" "}
          <PageLink to="/connections" inherit>
            connected again
          </PageLink>
        </>
      ) : (
        "Whoever connected it has to connect it again"
      )}
      ; until then its posts are held.
    </Text>
  );
}
