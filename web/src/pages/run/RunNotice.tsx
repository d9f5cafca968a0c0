// While a run waits for its time: how long that is, and the way to undo it. After it was undone: the way to
// share all the same.

import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Run } from "#api/contract/runs.ts";
import { post } from "../../api.ts";
import { Instant } from "../../parts/Instant.tsx";
import { UndoIcon } from "../../parts/icons.ts";
import { PageLink } from "../../parts/links.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { runQuery } from "../../queries.ts";
import { waitsForItsTime } from "./title.ts";

export function RunNotice({ run }: { run: Run }) {
  const { scheduledFor, deliveries, postId } = run;
  if (waitsForItsTime(run) && scheduledFor !== null) {
    return <UndoNotice run={run} at={scheduledFor} />;
  }
  if (deliveries.some(({ state }) => state !== "cancelled") || postId === null) return null;
  return (
    <Notice kind="hint">
      <Text size="sm">
        The post itself stays as it is.{" "}
        <PageLink to="/posts/$postId/share" params={{ postId }}>
          Share it by hand
        </PageLink>
      </Text>
    </Notice>
  );
}

function UndoNotice({ run, at }: { run: Run; at: string }) {
  const queryClient = useQueryClient();
  const cancelling = useMutation({
    mutationFn: () => post<Run>(`/runs/${run.id}/cancel`),
    onSuccess: (cancelled) => queryClient.setQueryData(runQuery(run.id).queryKey, cancelled),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["runs"] }),
  });
  return (
    <Notice kind="hint">
      <Group justify="space-between" gap="xs">
        <Text size="sm" flex="1 1 240px">
          It is sent in <Countdown to={at} />, <Instant at={at} />. Until then you can undo it; the
          post stays published here.
        </Text>
        <Button
          leftSection={<UndoIcon size={18} stroke={1.6} aria-hidden />}
          loading={cancelling.isPending}
          onClick={() => cancelling.mutate()}
        >
          Undo
        </Button>
      </Group>
      <Trouble error={cancelling.error} />
    </Notice>
  );
}

const secondMs = 1_000;

/** Not read out every second: the time itself stands beside it. */
function Countdown({ to }: { to: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), secondMs);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((Date.parse(to) - now) / secondMs));
  const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <strong className="count" aria-live="off">
      {words}
    </strong>
  );
}
