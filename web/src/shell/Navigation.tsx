// The pages by name, and the way out.

import { AppShell, Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { postAuth } from "../api.ts";
import {
  ConnectionsIcon,
  HistoryIcon,
  MessageIcon,
  OperatorIcon,
  PostsIcon,
  ProfileIcon,
  SandboxIcon,
  SettingsIcon,
  SignOutIcon,
  SitesIcon,
} from "../parts/icons.ts";
import { PageNavLink } from "../parts/links.tsx";
import { Trouble } from "../parts/Trouble.tsx";
import { useSession } from "../session.tsx";

const pages = [
  { to: "/", label: "Posts", Icon: PostsIcon },
  { to: "/run/new", label: "New message", Icon: MessageIcon },
  { to: "/history", label: "History", Icon: HistoryIcon },
  { to: "/connections", label: "Connections", Icon: ConnectionsIcon },
  { to: "/sites", label: "Sites", Icon: SitesIcon },
  { to: "/profile", label: "Profile", Icon: ProfileIcon },
  { to: "/settings", label: "Settings", Icon: SettingsIcon },
] as const;
const operatorPage = { to: "/operator", label: "Operator", Icon: OperatorIcon } as const;
const sandboxPage = { to: "/sandbox", label: "Sandbox", Icon: SandboxIcon } as const;

export function Navigation({ onLeave }: { onLeave: () => void }) {
  const { user, isSandbox } = useSession();
  const isAtPost = useLocation().pathname.startsWith("/posts/");
  const shown = [
    ...pages,
    ...(user.isOperator ? [operatorPage] : []),
    ...(isSandbox ? [sandboxPage] : []),
  ];
  const queryClient = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => postAuth("/sign-out", {}),
    onSuccess: () => queryClient.resetQueries(),
  });
  return (
    <>
      <AppShell.Section grow component="nav" aria-label="Pages">
        {shown.map(({ to, label, Icon }) => (
          <PageNavLink
            key={to}
            to={to}
            className="nav-link"
            activeOptions={{ exact: to === "/", includeSearch: false }}
            {...(to === "/" && isAtPost && { "data-status": "active" })}
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
