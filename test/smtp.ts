// A real SMTP server on loopback, for tests: what it takes is kept.

import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import type { SMTPServerEnvelope } from "smtp-server";

export interface Mailbox extends AsyncDisposable {
  port: number;
  /** Of what it took, oldest first. */
  received: readonly ReceivedMail[];
  /** Instead of taking the next mail. */
  refuse(refusal: MailRefusal): void;
  /** Closes every connection, as a network failure does. */
  hangUp(): void;
}

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came, with its headers. */
  content: string;
}

export interface MailRefusal {
  /** The moment at which it says so. */
  at: "recipient" | "content";
  code: number;
  words: string;
}

/**
 * Somebody has connected, and has not been greeted; a recipient was named; content is asked for (354);
 * all of it has come, and is not answered; the answer (250) is out. It goes on when the promise resolves.
 */
export type MailMoment = "connected" | "recipient" | "asked" | "complete" | "answered";

export interface MailboxOptions {
  port?: number;
  at?(moment: MailMoment): Promise<void> | void;
}

/** Whoever signs in is `ada`, with the password `sesame`; nobody has to. */
export async function openMailbox({ port = 0, at }: MailboxOptions = {}): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const refusals: MailRefusal[] = [];
  function refusalAt(at: MailRefusal["at"]): Error | undefined {
    const [first] = refusals;
    if (first?.at !== at) return undefined;
    refusals.shift();
    return Object.assign(new Error(first.words), { responseCode: first.code });
  }
  const pauseAt = async (moment: MailMoment) => at?.(moment);
  async function take(stream: Readable, { mailFrom, rcptTo }: SMTPServerEnvelope): Promise<void> {
    const [content] = await Promise.all([text(stream), pauseAt("asked")]);
    const refusal = refusalAt("content");
    if (refusal !== undefined) throw refusal;
    const to = rcptTo.map(({ address }) => address);
    received.push({ content, to, from: mailFrom ? mailFrom.address : "" });
    await pauseAt("complete");
  }
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    disableReverseLookup: true,
    onAuth({ username, password }, _, done) {
      const isRight = username === "ada" && password === "sesame";
      done(isRight ? null : new Error("Wrong password"), isRight ? { user: "ada" } : undefined);
    },
    onConnect: (_, done) => void pauseAt("connected").then(() => done(), done),
    onRcptTo(_, __, done) {
      pauseAt("recipient").then(() => done(refusalAt("recipient") ?? null), done);
    },
    onData(stream, { envelope }, done) {
      take(stream, envelope).then(() => (done(), pauseAt("answered")), done);
    },
  });
  // Whoever is killed while sending resets the connection.
  server.on("error", () => undefined);
  const listening = server.listen(port, "127.0.0.1");
  await once(listening, "listening");
  const sockets = new Set<Socket>();
  listening.on("connection", (socket: Socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)));
  });
  return {
    port: (listening.address() as AddressInfo).port,
    received,
    refuse: (refusal) => void refusals.push(refusal),
    hangUp: () => sockets.forEach((socket) => socket.destroy()),
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(closed)),
  };
}

/** The first link in a mail's text. */
export function linkIn({ content }: ReceivedMail): string {
  const plain = content.replace(/=\r\n/g, "").replaceAll("=3D", "=");
  return /https?:\/\/[^\s"<]+/.exec(plain)?.[0] ?? "";
}
