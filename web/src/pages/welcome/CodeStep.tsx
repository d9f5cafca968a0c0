// The second question of signing in: a code from the authenticator app, or one of the backup codes.

import { Anchor, Button, Checkbox, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeError, postAuth } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { FrontPage } from "./FrontPage.tsx";

const ways = {
  app: {
    path: "/two-factor/verify-totp",
    lead: "Enter the code that your authenticator app shows.",
    label: "Code",
    other: "Use a backup code instead",
    inputMode: "numeric",
    autoComplete: "one-time-code",
  },
  backup: {
    path: "/two-factor/verify-backup-code",
    lead: "Enter one of the codes that you kept when you turned two-factor sign-in on. Each works once.",
    label: "Backup code",
    other: "Use the authenticator app instead",
    inputMode: "text",
    autoComplete: "off",
  },
} as const;

/** With these, the password has to come first again. */
const endings = ["TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE", "INVALID_TWO_FACTOR_COOKIE"];

export function CodeStep({ onStartAgain }: { onStartAgain(reason: Error | null): void }) {
  const queryClient = useQueryClient();
  const [way, setWay] = useState<keyof typeof ways>("app");
  const [code, setCode] = useState("");
  const [trustDevice, setTrustDevice] = useState(false);
  const { path, lead, label, other, inputMode, autoComplete } = ways[way];
  const verify = useMutation({
    mutationFn: () => postAuth(path, { code: code.replaceAll(/\s/g, ""), trustDevice }),
    onSuccess: () => queryClient.resetQueries(),
    onError: (error) => {
      if (codeError(error, ...endings) !== undefined) onStartAgain(error);
    },
  });
  const codeProblem = codeError(verify.error, "INVALID_CODE", "INVALID_BACKUP_CODE");

  function changeWay() {
    setWay(way === "app" ? "backup" : "app");
    setCode("");
    verify.reset();
  }
  return (
    <FrontPage
      title="One more step"
      lead={lead}
      foot={
        <Anchor component="button" type="button" onClick={() => onStartAgain(null)}>
          Back to the password
        </Anchor>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          verify.mutate();
        }}
      >
        <Stack>
          <TextInput
            key={way}
            name="code"
            label={label}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={codeProblem}
            autoComplete={autoComplete}
            inputMode={inputMode}
            className="one-time-code"
            spellCheck={false}
            required
            autoFocus
          />
          <Checkbox
            label="Do not ask for a code in this browser for 30 days"
            checked={trustDevice}
            onChange={(event) => setTrustDevice(event.currentTarget.checked)}
          />
          {codeProblem === undefined && <Trouble error={verify.error} />}
          <Button type="submit" loading={verify.isPending}>
            Sign in
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={changeWay}>
            {other}
          </Anchor>
        </Stack>
      </form>
    </FrontPage>
  );
}
