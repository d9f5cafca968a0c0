// Asks when a post is to publish itself, in the zone of whoever is asked.

import { Button, Group, Modal, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { Instant } from "../../../parts/Instant.tsx";

interface ScheduleModalProps {
  /** The time it has. */
  at: string | null;
  onClose(): void;
  onSchedule(publishAt: string): void;
}

const minuteMs = 60_000;
const morning = 9;

export function ScheduleModal({ at, onClose, onSchedule }: ScheduleModalProps) {
  const [written, setWritten] = useState(() => toLocal(at === null ? tomorrow() : new Date(at)));
  const [problem, setProblem] = useState<string>();
  const time = new Date(written);
  const isTime = !Number.isNaN(time.getTime());
  const title = at === null ? "Schedule" : "Reschedule";
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

  function submit() {
    if (!isTime) return setProblem("Choose a day and a time.");
    if (time.getTime() <= Date.now()) return setProblem("This time is over: choose a later one.");
    onSchedule(time.toISOString());
  }

  return (
    <Modal.Root opened onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              // It would reach the form that this was opened from.
              event.stopPropagation();
              submit();
            }}
          >
            <Title order={2} size="h4" mb="sm">
              {title}
            </Title>
            <TextInput
              type="datetime-local"
              label="When it is published"
              description={`In your time zone, ${timeZone}`}
              value={written}
              min={toLocal(new Date(Date.now() + minuteMs))}
              onChange={(event) => {
                setWritten(event.currentTarget.value);
                setProblem(undefined);
              }}
              error={problem}
              data-autofocus
            />
            <Text size="sm" mt="xs" mih={22}>
              {isTime && <Instant at={time.toISOString()} />}
            </Text>
            <Group justify="flex-end" mt="lg">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit">{title}</Button>
            </Group>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function tomorrow(): Date {
  const time = new Date();
  time.setDate(time.getDate() + 1);
  time.setHours(morning, 0, 0, 0);
  return time;
}

/** As the browser's own field writes it: the clock on the wall, to the minute. */
function toLocal(time: Date): string {
  const onTheWall = new Date(time.getTime() - time.getTimezoneOffset() * minuteMs);
  return onTheWall.toISOString().slice(0, "2026-11-22T09:30".length);
}
