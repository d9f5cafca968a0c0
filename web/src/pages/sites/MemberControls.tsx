// What an admin can change of one member.

import { ActionIcon, Group, NativeSelect, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import type { Member, Site } from "#api/contract/sites.ts";
import { ArrowDownIcon, ArrowUpIcon } from "../../parts/icons.ts";
import { useSession } from "../../session.tsx";
import { RemoveMember } from "./RemoveMember.tsx";

interface MemberControlsProps {
  site: Site;
  member: Member;
  isFirst: boolean;
  isLast: boolean;
  onMove(by: -1 | 1): void;
  onChange(part: Partial<Pick<Member, "role" | "isBiller">>): void;
}

export function MemberControls(props: MemberControlsProps) {
  const { site, member, isFirst, isLast, onMove, onChange } = props;
  const { user } = useSession();
  const { userId, name, role, isBiller } = member;
  return (
    <Group gap="md" mt="xs" justify="space-between">
      <Group gap="md">
        <NativeSelect
          aria-label={`Role of ${name}`}
          size="xs"
          value={role}
          data={[
            { value: "admin", label: "Admin" },
            { value: "editor", label: "Editor" },
          ]}
          onChange={(event) =>
            onChange({ role: event.currentTarget.value === "admin" ? "admin" : "editor" })
          }
        />
        <Switch
          label="Biller"
          aria-label={`${name} is a biller`}
          checked={isBiller}
          onChange={(event) => onChange({ isBiller: event.currentTarget.checked })}
        />
      </Group>
      <Group gap="xs">
        <MoveButton label={`Move ${name} up`} isOff={isFirst} onMove={() => onMove(-1)}>
          <ArrowUpIcon size={16} stroke={1.6} aria-hidden />
        </MoveButton>
        <MoveButton label={`Move ${name} down`} isOff={isLast} onMove={() => onMove(1)}>
          <ArrowDownIcon size={16} stroke={1.6} aria-hidden />
        </MoveButton>
        {userId !== user.id && <RemoveMember site={site} member={member} />}
      </Group>
    </Group>
  );
}

interface MoveButtonProps {
  label: string;
  isOff: boolean;
  onMove(): void;
  children: ReactNode;
}

/** Keeps the focus where it can go no further. */
function MoveButton({ label, isOff, onMove, children }: MoveButtonProps) {
  return (
    <ActionIcon
      variant="default"
      aria-label={label}
      aria-disabled={isOff}
      {...(isOff && { "data-disabled": true })}
      onClick={isOff ? undefined : onMove}
    >
      {children}
    </ActionIcon>
  );
}
