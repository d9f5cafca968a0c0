// A request that must not be carried out twice, though its answer may get lost on the way. It is kept
// until the server has answered; until then, sending again repeats it to the letter, for as long as the
// server knows it again.

import { ApiProblem, patch, post } from "./api.ts";
import { newKey } from "./new-key.ts";
import { useKept } from "./use-kept.ts";

/** An hour less than the server remembers it. */
const knownForMs = 23 * 60 * 60 * 1000;

/** Of an answer that is not in the server's own form: somebody between here and there gave it. */
const unknownCode = "unknown";

export interface Outgoing {
  method: "POST" | "PATCH";
  path: string;
  body: object;
  /** Of what is changed or sent: it is refused when somebody else has changed that. */
  etag?: string | undefined;
}

interface Sent extends Outgoing {
  /** The name by which the server knows a repetition. */
  key: string;
  /** When it was sent first. */
  sentAt: string;
}

/** What was sent has got no answer. */
export interface Doubt {
  /** The server may take a repetition for something new. */
  isTooOld: boolean;
  /** Whatever has become of it. */
  giveUp(): void;
}

/** These answers do not tell what became of an earlier try; nor does a failure of the server. */
const undecided: ReadonlySet<number> = new Set([401, 408, 425, 429]);

export function useSending<T>(name: string) {
  const { value: sent, keep, drop } = useKept<Sent>({ name: `sending.${name}`, isWhole: isSent });

  const doubt: Doubt | null = sent === null ? null : { isTooOld: isTooOld(sent), giveUp: drop };

  /** What waits for its answer goes first. */
  async function send(outgoing: Outgoing): Promise<T> {
    if (sent !== null && isTooOld(sent)) throw new Error("It is too long ago to try it again.");
    const current = sent ?? { ...outgoing, key: newKey(), sentAt: new Date().toISOString() };
    keep(current);
    try {
      const answer = await request<T>(current, { isRepeated: sent !== null });
      drop();
      return answer;
    } catch (error) {
      if (isDecided(error, { isRepeated: sent !== null })) drop();
      throw error;
    }
  }

  return { doubt, sent, send };
}

/** So is what does not say when it was sent. */
function isTooOld({ sentAt }: Sent): boolean {
  return !(Date.now() - Date.parse(sentAt) < knownForMs);
}

function request<T>(
  { method, path, body, key, etag }: Sent,
  { isRepeated }: { isRepeated: boolean },
): Promise<T> {
  // A PATCH that is repeated may meet the change that the first try has made. Of what was created, the
  // server remembers the answer before it looks at anything else.
  if (method === "PATCH") return patch<T>(path, body, isRepeated ? undefined : etag);
  const headers = etag === undefined ? undefined : { "if-match": etag };
  return post<T>(path, { body, idempotencyKey: key, headers });
}

/** Whether it is known that nothing was carried out. */
function isDecided(error: unknown, { isRepeated }: { isRepeated: boolean }): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const { status, code } = error;
  return isRepeated ? status < 500 && !undecided.has(status) : code !== unknownCode;
}

function isSent(value: object): value is Sent {
  const { method, path, body, key, sentAt = "" } = value as Partial<Record<keyof Sent, unknown>>;
  return (
    (method === "POST" || method === "PATCH") &&
    typeof path === "string" &&
    typeof key === "string" &&
    typeof sentAt === "string" &&
    typeof body === "object" &&
    body !== null
  );
}
