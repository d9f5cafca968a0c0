// For what a rule is being set: all, a platform, or one connection. Those with a rule of their own say so.

import { NativeSelect } from "@mantine/core";
import type { Platform } from "#api/contract/connections.ts";
import type { Destination } from "../../posts/preview/destination.ts";
import { everywhere } from "./rules-draft.ts";
import type { CaptionRules, Scope } from "./rules-draft.ts";

interface ScopeFieldProps {
  scope: Scope;
  platforms: readonly Platform[];
  connections: readonly Destination[];
  rules: CaptionRules;
  onChange(scope: Scope): void;
}

export function ScopeField({ scope, platforms, connections, rules, onChange }: ScopeFieldProps) {
  const nameOf = (id: string) => platforms.find((each) => each.id === id)?.name ?? id;
  const item = (value: string, label: string) => ({
    value,
    label: rules[value] === undefined ? label : `${label} · set`,
  });
  const scopes: Scope[] = [
    everywhere,
    ...platforms.map(({ id }) => ({ key: id, platform: id, isConnection: false })),
    ...connections.map(({ id, platform }) => ({ key: id, platform, isConnection: true })),
  ];
  return (
    <NativeSelect
      label="For"
      value={scope.key}
      data={[
        item(everywhere.key, "All platforms"),
        { group: "Platforms", items: platforms.map(({ id, name }) => item(id, name)) },
        {
          group: "Connections",
          items: connections.map(({ id, name, platform }) =>
            item(id, `${name} (${nameOf(platform)})`),
          ),
        },
      ]}
      onChange={({ currentTarget: { value } }) =>
        onChange(scopes.find(({ key }) => key === value) ?? everywhere)
      }
    />
  );
}
