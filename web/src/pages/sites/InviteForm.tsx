// Invites somebody by e-mail, and says beforehand what they will be.

import { Button, Group, NativeSelect, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldError } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Invited, Inviting } from "./use-invite.ts";

const nobody: Invited = { email: "", role: "editor", isBiller: false };

export function InviteForm({ inviting }: { inviting: Inviting }) {
  const [invited, setInvited] = useState(nobody);
  const change = (part: Partial<Invited>) => setInvited((before) => ({ ...before, ...part }));
  const emailProblem = fieldError(inviting.error, "email");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        inviting.mutate(
          { ...invited, email: invited.email.trim() },
          { onSuccess: () => setInvited(nobody) },
        );
      }}
    >
      <Stack>
        <Group align="flex-start" gap="sm">
          <TextInput
            label="E-mail"
            type="email"
            flex="1 1 220px"
            value={invited.email}
            onChange={(event) => change({ email: event.currentTarget.value })}
            error={emailProblem}
            autoComplete="off"
            maxLength={254}
            required
          />
          <NativeSelect
            label="Role"
            value={invited.role}
            data={[
              { value: "editor", label: "Editor: posts and shares" },
              { value: "admin", label: "Admin: also members and settings" },
            ]}
            onChange={(event) =>
              change({ role: event.currentTarget.value === "admin" ? "admin" : "editor" })
            }
          />
        </Group>
        <Switch
          label="Biller"
          description="Posts go to the connections of the first biller"
          checked={invited.isBiller}
          onChange={(event) => change({ isBiller: event.currentTarget.checked })}
        />
        {emailProblem === undefined && <Trouble error={inviting.error} />}
        <div>
          <Button type="submit" loading={inviting.isPending}>
            Invite
          </Button>
        </div>
      </Stack>
    </form>
  );
}
