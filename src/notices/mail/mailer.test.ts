import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import pino from "pino";
import type { Mail } from "#people/mails.ts";
import { openMailbox } from "#test/smtp.ts";
import type { Mailbox, MailMoment } from "#test/smtp.ts";
import { createMailer } from "./mailer.ts";
import type { Sending } from "./mailer.ts";

const mail: Mail = {
  to: "ada@example.org",
  subject: "Grüße & <more>",
  paragraphs: ["Hello <Ada> & others.", "Bye."],
  action: { label: "Follow", url: "https://notes.example/page?a=1&b=2#token=s3cret" },
};
const from = "Notes <notes@example.org>";

let lines: string[] = [];
/** What the mail server and the mailer have done, in order. */
let moments: string[] = [];
let pauseAt: MailMoment | undefined;
let mailbox: Mailbox;

beforeEach(async () => {
  [lines, moments, pauseAt] = [[], [], undefined];
  mailbox = await openMailbox({
    at(moment) {
      moments.push(moment);
      return moment === pauseAt ? new Promise(() => undefined) : undefined;
    },
  });
});

afterEach(() => mailbox[Symbol.asyncDispose]());

describe("with an SMTP server", () => {
  it("sends text and HTML from the configured sender", async () => {
    expect(await send()).toEqual({ kind: "taken" });
    expect(mailbox.received).toMatchObject([
      { from: "notes@example.org", to: ["ada@example.org"] },
    ]);
    const [{ content } = { content: "" }] = mailbox.received;
    expect(content).toMatch(/^From: Notes <notes@example\.org>\r$/m);
    expect(content).toMatch(/^To: ada@example\.org\r$/m);
    expect(content).toMatch(/^Subject: =\?UTF-8\?.*\?=\r$/m);
    expect(content).toMatch(/^Message-ID: <an-id@example\.org>\r$/m);
    expect(content).toMatch(/^Auto-Submitted: auto-generated\r$/im);
    expect(content).toContain("text/plain");
    expect(content).toContain("text/html");
    expect(lines).toEqual([]);
  });

  it("signs in where the address of the server says so", async () => {
    await send({ smtpUrl: `smtp://ada:sesame@127.0.0.1:${mailbox.port}` });
    expect(mailbox.received).toHaveLength(1);
  });

  it("notes the hand-over when the server has asked for the content, and before it gets any", async () => {
    await send();
    expect(moments).toEqual([
      ...["connected", "recipient", "asked", "handed over", "complete", "answered"],
    ]);
  });

  it.each(["recipient", "content"] as const)("says later when the server does (%s)", async (at) => {
    mailbox.refuse({ at, code: 451, words: "Try again later" });
    const code = at === "recipient" ? "EENVELOPE" : "EMESSAGE";
    expect(await send()).toEqual({ kind: "later", code });
    expect(mailbox.received).toEqual([]);
    expect(moments.includes("handed over")).toBe(at === "content");
    expect(await send()).toEqual({ kind: "taken" });
    expect(mailbox.received).toHaveLength(1);
  });

  it.each(["recipient", "content"] as const)("gives up on a definite no (%s)", async (at) => {
    mailbox.refuse({ at, code: 550, words: "No such person" });
    expect(await send()).toEqual({ kind: "refused" });
    expect(mailbox.received).toEqual([]);
    expect(lines.join()).toContain("A mail was refused");
    expect(lines.join()).toContain("No such person");
  });

  it("says later when the server refuses us, not the mail", async () => {
    const wrong = { smtpUrl: `smtp://ada:wrong@127.0.0.1:${mailbox.port}` };
    expect(await send(wrong)).toEqual({ kind: "later", code: "EAUTH" });
    await mailbox[Symbol.asyncDispose]();
    expect(await send()).toMatchObject({ kind: "later", code: expect.stringMatching(/ESOCKET/) });
    mailbox = await openMailbox();
  });

  it.each([
    ["connected", "later"],
    ["recipient", "later"],
    ["complete", "unknown"],
  ] as const)(
    "knows what a connection means that is lost at the moment %s: %s",
    async (moment, kind) => {
      pauseAt = moment;
      const sending = send();
      await expect.poll(() => moments.at(-1)).toBe(moment);
      mailbox.hangUp();
      expect(await sending).toEqual({ kind, code: "ECONNECTION" });
      expect(moments.includes("handed over")).toBe(kind === "unknown");
      expect(lines).toHaveLength(1);
      expect(lines.join().includes("may have arrived or not")).toBe(kind === "unknown");
    },
  );

  it("says later when the connection is lost while the hand-over is noted", async () => {
    async function onHandover() {
      mailbox.hangUp();
      await pause(50);
    }
    expect(await send({ onHandover })).toEqual({ kind: "later", code: "ECONNECTION" });
    expect(mailbox.received).toEqual([]);
  });

  it("sends nothing when the hand-over cannot be noted", async () => {
    const onHandover = () => Promise.reject(new Error("No database"));
    await expect(send({ onHandover })).rejects.toThrow("No database");
    mailbox.hangUp();
    expect(mailbox.received).toEqual([]);
    expect(moments).not.toContain("complete");
  });

  it("tells the log why, and nothing that is a secret", async () => {
    mailbox.refuse({ at: "content", code: 451, words: "Try again later" });
    await send({ smtpUrl: `smtp://ada:sesame@127.0.0.1:${mailbox.port}` });
    expect(lines.join()).toContain("Try again later");
    expect(lines.join()).not.toMatch(/s3cret|sesame/);
  });

  it("one mail has one recipient, whatever the address looks like", async () => {
    await send({ to: "ada@example.org, eve@example.org" });
    expect(mailbox.received.flatMap(({ to }) => to)).not.toContain("eve@example.org");
  });
});

describe("without one", () => {
  it("shows the mail in the log, where the operator sees it by default", async () => {
    expect(await send({ smtpUrl: undefined })).toEqual({ kind: "taken" });
    expect(moments).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      ...{ level: 40, to: mail.to, subject: mail.subject },
      text: expect.stringContaining(mail.action?.url ?? "") as string,
      msg: expect.stringContaining("SMTP_URL is not set") as string,
    });
  });
});

interface Wanted {
  smtpUrl?: string | undefined;
  to?: string;
  onHandover?(): Promise<void>;
}

function send(wanted: Wanted = {}): Promise<Sending> {
  const settings = { smtpUrl: `smtp://127.0.0.1:${mailbox.port}`, to: mail.to, ...wanted };
  const {
    smtpUrl,
    to,
    onHandover = () => Promise.resolve(void moments.push("handed over")),
  } = settings;
  const mailer = createMailer({ smtpUrl, from, log: logTo(lines) });
  return mailer.send({ ...mail, to }, { id: "an-id", onHandover });
}

function logTo(kept: string[]) {
  return pino({ level: "warn" }, { write: (line: string) => void kept.push(line) });
}
