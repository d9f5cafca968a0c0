// Asks over every page for the address to be confirmed, until it is, or until later.

import { Box, Button, Group, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { Notice } from "../../parts/Notice.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import { welcomeQuery } from "../../queries.ts";
import { useSession } from "../../session.tsx";
import { MailPlace } from "./MailPlace.tsx";
import { useVerificationMail } from "./use-verification-mail.ts";

export function ConfirmAddress() {
  const { user } = useSession();
  const { pathname } = useLocation();
  const [later, setLater] = useLocalStorage({
    key: `broadside.confirm-later.${user.id}`,
    defaultValue: "",
    getInitialValueInEffect: false,
  });
  const { data: welcome } = useQuery(welcomeQuery);
  const sending = useVerificationMail();
  // Whoever runs a server without mail need not be told at every page; Profile says so by itself.
  const isUrgent = welcome?.hasMail !== false || !user.isOperator;
  if (user.emailVerified || later === user.email || pathname === "/profile" || !isUrgent) {
    return null;
  }
  return (
    <Box maw={760} mx="auto" mb="lg">
      <Notice kind="hint">
        <Text size="sm">
          Confirm that <strong className="as-written">{user.email}</strong> is yours: follow the
          link <MailPlace />.
        </Text>
        <Group gap="xs" mt="xs">
          <Button
            size="xs"
            variant="default"
            loading={sending.isPending}
            onClick={() => sending.mutate()}
          >
            {sending.isSuccess ? "Sent again" : "Send it again"}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setLater(user.email)}>
            Later
          </Button>
        </Group>
        <Trouble error={sending.error} />
      </Notice>
    </Box>
  );
}
