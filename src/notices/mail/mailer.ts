// Sends mails by SMTP, or, where the operator has set none, writes them to the log for whoever runs
// the server to hand on. What came of it is said as exactly as the mail server lets one know.

import type { SendMailOptions, Transporter } from "nodemailer";
import { z } from "zod";
import type { Logger } from "#kernel/logger.ts";
import { minutes, seconds } from "#kernel/clock.ts";
import type { Mail } from "#people/mails.ts";
import { holdUntil } from "./hold.ts";
import type { Hold } from "./hold.ts";
import { toHtml, toText } from "./render.ts";

export interface Mailer {
  send(mail: Mail, dispatch: Dispatch): Promise<Sending>;
}

export interface Dispatch {
  /** The same for every try of one mail; goes along in its Message-ID. */
  id: string;
  /** Called right before anything of the content leaves. When it throws, nothing does, and `send` throws it. */
  onHandover(): Promise<void>;
}

export type Sending = { kind: "taken" } | NotTaken;

type NotTaken =
  /** This mail can never be delivered. */
  | { kind: "refused" }
  /** It has not been taken; a later try may succeed. */
  | { kind: "later"; code: string }
  /** Its content was on its way, and no answer came: it may have been taken. */
  | { kind: "unknown"; code: string };

export interface MailerOptions {
  smtpUrl: string | undefined;
  /** `Name <address>`. */
  from: string;
  log: Logger;
}

interface Failure {
  code: string;
  /** The server's words. */
  response: string;
  responseCode: number;
}

const timeouts = {
  connectionTimeout: seconds(15),
  greetingTimeout: seconds(15),
  socketTimeout: minutes(1),
};
const failureSchema = z.object({
  code: z.string().catch("unknown"),
  response: z.string().catch(""),
  responseCode: z.number().catch(0),
});
const words: Readonly<Record<NotTaken["kind"], string>> = {
  refused: "A mail was refused",
  later: "A mail could not be sent yet",
  unknown: "A mail may have arrived or not: the mail server gave no answer. It is not sent again",
};
/** Whose refusals are about this mail, and not about us or the way there. */
const ofThisMail = new Set(["EENVELOPE", "EMESSAGE"]);

export function createMailer({ smtpUrl, from, log }: MailerOptions): Mailer {
  if (smtpUrl === undefined) return logMailer(log);
  return {
    async send(mail, { id, onHandover }) {
      const hold = holdUntil(onHandover);
      const transport = await openTransport(smtpUrl, hold);
      const message = await messageOf(mail, from, id);
      try {
        await transport.sendMail(message);
        return { kind: "taken" };
      } catch (error) {
        const failure = failureOf(error);
        const sending = judge(failure, await hold.mayHaveLeft());
        const { code, response } = failure;
        log.warn({ to: mail.to, subject: mail.subject, code, response }, words[sending.kind]);
        return sending;
      }
    },
  };
}

/** At the level that is shown by default: without it, nobody could use the link. */
function logMailer(log: Logger): Mailer {
  return {
    send(mail) {
      const { to, subject } = mail;
      log.warn({ to, subject, text: toText(mail) }, "SMTP_URL is not set: this mail is only here");
      return Promise.resolve({ kind: "taken" });
    },
  };
}

/** nodemailer is loaded with the first mail. Each has a connection of its own. */
async function openTransport(smtpUrl: string, hold: Hold): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({ url: smtpUrl, ...timeouts });
  return transport.use("stream", ({ message }, done) => {
    message.processFunc((content) => hold.back(content));
    done();
  });
}

async function messageOf(mail: Mail, from: string, id: string): Promise<SendMailOptions> {
  return {
    ...{ from, to: { name: "", address: mail.to }, subject: mail.subject },
    ...{ text: toText(mail), html: await toHtml(mail) },
    messageId: `<${id}@${domainOf(from)}>`,
    headers: { "auto-submitted": "auto-generated" },
    // No mail is a way to our files or our network.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

function domainOf(from: string): string {
  return /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? "localhost";
}

/** Of the error no more than this: the rest of it may quote the mail. */
function failureOf(error: unknown): Failure {
  return failureSchema.parse(error);
}

/**
 * After any 4xx or 5xx the server has not taken the mail.
 * https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 (2026-11-25)
 */
function judge({ code, responseCode }: Failure, mayHaveLeft: boolean): NotTaken {
  const isRefusal = responseCode >= 400 && responseCode < 600;
  if (mayHaveLeft && !isRefusal) return { kind: "unknown", code };
  return ofThisMail.has(code) && responseCode >= 500
    ? { kind: "refused" }
    : { kind: "later", code };
}
