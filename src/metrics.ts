// Numbers for operators, in Prometheus' format. Labels are platforms and states: never people or texts.

import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";
import type { DeliveryState } from "#delivery/states.ts";

export interface Metrics {
  attemptEnded(platform: string, state: DeliveryState): void;
  setLate(count: number): void;
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const attempts = new Counter({
    name: "broadside_delivery_attempts_total",
    help: "Attempts at deliveries that ended, by the state they left the delivery in",
    labelNames: ["platform", "state"],
    registers: [registry],
  });
  const late = new Gauge({
    name: "broadside_late_connections",
    help: "Connections whose next delivery was due more than a minute ago and was not begun",
    registers: [registry],
  });
  return {
    attemptEnded: (platform, state) => attempts.inc({ platform, state }),
    setLate: (count) => late.set(count),
    text: () => registry.metrics(),
  };
}
