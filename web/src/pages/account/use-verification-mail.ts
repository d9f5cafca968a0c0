// Sends the mail that confirms the user's address once more.

import { useMutation } from "@tanstack/react-query";
import { postAuth } from "../../api.ts";
import { useSession } from "../../session.tsx";

export function useVerificationMail() {
  const { email } = useSession().user;
  return useMutation({ mutationFn: () => postAuth("/send-verification-email", { email }) });
}
