// A form that sends what cannot be called back. Enter in a field, struck by habit, does not send it: the
// button does, and Enter with Control or Command.

import type { KeyboardEvent, ReactNode } from "react";

interface SendingFormProps {
  onSend(): void;
  /** Without a button of the type "submit". */
  children: ReactNode;
}

export function SendingForm({ onSend, children }: SendingFormProps) {
  function sendByKey(event: KeyboardEvent<HTMLFormElement>) {
    // Dialogs that were opened from the form are not in it, though their events come by.
    const isInForm = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (isInForm && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
    }
  }
  return (
    <form onSubmit={(event) => event.preventDefault()} onKeyDown={sendByKey}>
      {children}
    </form>
  );
}
