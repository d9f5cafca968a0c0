// The pages by name, and the way out.

import { AppShell, Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { postAuth } from "../api.ts";
import {
  ConnectionsIcon,
  HistoryIcon,
  KeyIcon,
  SandboxIcon,
  SignOutIcon,
  WriteIcon,
} from "../parts/icons.ts";
import { PageNavLink } from "../parts/links.tsx";
import { Trouble } from "../parts/Trouble.tsx";
import { useSession } from "../session.tsx";

const pages = [
  { to: "/", label: "Write", Icon: WriteIcon },
  { to: "/history", label: "History", Icon: HistoryIcon },
  { to: "/connections", label: "Connections", Icon: ConnectionsIcon },
  { to: "/keys", label: "API keys", Icon: KeyIcon },
] as const;
const sandboxPage = { to: "/sandbox", label: "Sandbox", Icon: SandboxIcon } as const;

export function Navigation({ onLeave }: { onLeave: () => void }) {
  const { user, isSandbox } = useSession();
  const queryClient = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => postAuth("/sign-out", {}),
    onSuccess: () => queryClient.resetQueries(),
  });
  return (
    <>
      <AppShell.Section grow component="nav" aria-label="Pages">
        {[...pages, ...(isSandbox ? [sandboxPage] : [])].map(({ to, label, Icon }) => (
          <PageNavLink
            key={to}
            to={to}
            className="nav-link"
            activeOptions={{ exact: to === "/" }}
            label={label}
            leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
            onClick={onLeave}
          />
        ))}
      </AppShell.Section>
      <AppShell.Section px="xs">
        <Text size="sm" c="dimmed" truncate title={user.email}>
          {user.name}
        </Text>
        <Button
          variant="subtle"
          size="compact-sm"
          ml={-8}
          leftSection={<SignOutIcon size={16} stroke={1.6} aria-hidden />}
          loading={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          Sign out
        </Button>
        <Trouble error={signOut.error} />
      </AppShell.Section>
    </>
  );
}
