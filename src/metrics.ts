// Numbers for operators, in Prometheus' format. Labels are platforms and states: never people or texts.

import type { DeliveryState } from "#delivery/states.ts";

export interface Metrics {
  attemptEnded(platform: string, state: DeliveryState): void;
  setLate(count: number): void;
  text(): Promise<string>;
}

/** Counts by itself; the library that words it (20 MB with its own) is loaded when first asked. */
export function createMetrics(): Metrics {
  const ended = new Map<string, Ended>();
  let late = 0;
  let loading: Promise<{ metrics(): Promise<string> }> | undefined;
  return {
    attemptEnded(platform, state) {
      const key = `${platform} ${state}`;
      ended.set(key, { platform, state, count: (ended.get(key)?.count ?? 0) + 1 });
    },
    setLate: (count) => (late = count),
    async text() {
      loading ??= register({ ended: () => ended.values(), late: () => late });
      return (await loading).metrics();
    },
  };
}

interface Ended {
  platform: string;
  state: DeliveryState;
  count: number;
}

async function register({
  ended,
  late,
}: {
  ended(): Iterable<Ended>;
  late(): number;
}): Promise<{ metrics(): Promise<string> }> {
  const { Counter, Gauge, Registry, collectDefaultMetrics } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: "broadside_delivery_attempts_total",
    help: "Attempts at deliveries that ended, by the state they left the delivery in",
    labelNames: ["platform", "state"],
    registers,
    collect() {
      this.reset();
      for (const { platform, state, count } of ended()) this.inc({ platform, state }, count);
    },
  });
  new Gauge({
    name: "broadside_late_connections",
    help: "Connections whose next delivery was due more than a minute ago and was not begun",
    registers,
    collect() {
      this.set(late());
    },
  });
  return registry;
}
