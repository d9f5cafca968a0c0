// Tells password managers whose password the form around it asks for.

import { useSession } from "../../session.tsx";

export function AccountName() {
  return (
    <input type="text" autoComplete="username" value={useSession().user.email} readOnly hidden />
  );
}
