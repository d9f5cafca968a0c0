// Every later visit: the password, or somebody else's word, and a code where two-factor sign-in is on.

import { useState } from "react";
import { CodeStep } from "./CodeStep.tsx";
import { PasswordStep } from "./PasswordStep.tsx";

export function SignIn() {
  const [email, setEmail] = useState("");
  const [asksForCode, setAsksForCode] = useState(false);
  /** Why the password is asked for again. */
  const [reason, setReason] = useState<Error | null>(null);

  function startAgain(cause: Error | null) {
    setReason(cause);
    setAsksForCode(false);
  }
  if (asksForCode) return <CodeStep onStartAgain={startAgain} />;
  return (
    <PasswordStep
      email={email}
      onEmail={setEmail}
      reason={reason}
      onCodeNeeded={() => setAsksForCode(true)}
    />
  );
}
