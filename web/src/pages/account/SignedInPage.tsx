// The sign-in page of somebody who is signed in: there is nothing to do here.

import { Navigate } from "@tanstack/react-router";
import { returnTrouble } from "../../account-words.ts";

export function SignedInPage() {
  // A provider has sent them back from linking an account.
  const isFromProfile = returnTrouble(location.search) !== undefined;
  return isFromProfile ? <Navigate to="/profile" search replace /> : <Navigate to="/" replace />;
}
