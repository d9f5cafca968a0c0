// Turning two-factor sign-in on: the app learns the secret, and a code shows that it has.

import { Anchor, Button, Code, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { codeError, postAuth } from "../../api.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import { QrCode } from "./QrCode.tsx";

export interface Setup {
  totpURI: string;
  backupCodes: string[];
}

interface TwoFactorSetupProps {
  setup: Setup;
  onOn(): void;
  onClose(): void;
}

export function TwoFactorSetup({ setup, onOn, onClose }: TwoFactorSetupProps) {
  const [code, setCode] = useState("");
  const verify = useMutation({
    mutationFn: () => postAuth("/two-factor/verify-totp", { code: code.replaceAll(/\s/g, "") }),
    onSuccess: onOn,
  });
  const problem = codeError(verify.error, "INVALID_CODE");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate();
      }}
    >
      <Stack gap="md">
        <Secret uri={setup.totpURI} />
        <TextInput
          label="Then enter the code that it shows"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={problem}
          inputMode="numeric"
          autoComplete="one-time-code"
          className="one-time-code"
          maw={280}
          required
          autoFocus
        />
        {problem === undefined && <Trouble error={verify.error} />}
        <Group gap="xs">
          <Button type="submit" loading={verify.isPending}>
            Turn on
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ uri }: { uri: string }) {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return (
    <Group gap="lg" align="flex-start">
      <QrCode text={uri} label="QR code of the key" />
      <Stack gap="xs" flex="1 1 240px" miw={0}>
        <Text size="sm">
          Scan this with your authenticator app. Is the app on this device?{" "}
          <Anchor href={uri} size="sm">
            Open it there
          </Anchor>
          , or enter the key by hand:
        </Text>
        <Code block className="as-written">
          {secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy} w="fit-content">
              {copied ? "Copied" : "Copy the key"}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Group>
  );
}
