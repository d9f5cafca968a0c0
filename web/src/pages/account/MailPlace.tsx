// Where the link is that somebody is told to follow; to be read after "the link". A server that cannot
// send mails writes them to its log.

import { useQuery } from "@tanstack/react-query";
import { welcomeQuery } from "../../queries.ts";

export function MailPlace() {
  const { data } = useQuery(welcomeQuery);
  if (data?.hasMail !== false) return "in the mail that we have sent there";
  return data.user?.isOperator === true
    ? "in the server's log, because no mail server is set up"
    : "in the log of this server, which cannot send mails: ask whoever runs it";
}
