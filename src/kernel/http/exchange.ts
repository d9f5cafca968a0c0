// One request and its answer over an undici dispatcher. Undici calls onRequestStart synchronously
// before it writes a request's first byte to an established socket, new or reused: that is what
// makes `sent` exact. A request is written at most once.

import type { Dispatcher } from "undici";

import { AddressRefused } from "./connect.ts";
import { type Ending, errorCode, type HttpFailure, type HttpFailureKind } from "./failure.ts";
import type { Answer, Outgoing } from "./message.ts";

export interface ExchangeTerms {
  maxResponseBytes: number;
  /** What to do with an answer that is larger: fail, or take its beginning for the whole. */
  whenLarger: "fail" | "cut";
  beforeSend: (() => void) | undefined;
  /** Ends the exchange at any phase; its reason is the failure's kind, "timeout" or "aborted". */
  stop: AbortSignal;
  failure: (ending: Ending) => HttpFailure;
}

const invalidRequestCodes = new Set([
  "UND_ERR_INVALID_ARG",
  "UND_ERR_NOT_SUPPORTED",
  "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
]);

/** Resolves to the whole answer, whatever its status; rejects with `terms.failure`. */
export function exchange(
  dispatcher: Dispatcher,
  { method, url, headers, body }: Outgoing,
  terms: ExchangeTerms,
): Promise<Answer> {
  const reception = new Reception(terms);
  if (!terms.stop.aborted) {
    const path = url.pathname + url.search;
    dispatcher.dispatch({ origin: url.origin, path, method, headers, body }, reception);
  }
  return reception.answer;
}

/** Follows one request from the wait for a connection to the answer's last byte. */
class Reception implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  readonly #terms: ExchangeTerms;
  readonly #settle = Promise.withResolvers<Answer>();
  #controller: Dispatcher.DispatchController | undefined;
  #sent: Ending["sent"] = "no";
  #over = false;
  #status = 0;
  #headers = new Headers();
  #chunks: Buffer[] = [];
  #sizeBytes = 0;

  constructor(terms: ExchangeTerms) {
    this.#terms = terms;
    this.answer = this.#settle.promise;
    const { stop } = terms;
    const onStop = () => this.#fail(stop.reason === "timeout" ? "timeout" : "aborted");
    stop.addEventListener("abort", onStop, { once: true });
    if (stop.aborted) onStop();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while it waited for a connection; or undici would write it a second time.
    if (this.#over || this.#sent !== "no") return this.#fail("lost");
    try {
      this.#terms.beforeSend?.();
      this.#sent = "maybe";
    } catch (error) {
      this.#fail("stopped", error);
    }
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#sent = "yes";
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      for (const one of [value ?? []].flat()) this.#headers.append(name, one);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    const { maxResponseBytes, whenLarger } = this.#terms;
    const roomBytes = maxResponseBytes - this.#sizeBytes;
    this.#sizeBytes += chunk.length;
    if (chunk.length <= roomBytes) return void this.#chunks.push(chunk);
    if (whenLarger === "fail") return this.#fail("too-large");
    this.#chunks.push(chunk.subarray(0, roomBytes));
    this.onResponseEnd();
    this.#controller?.abort(new Error("cut off"));
  }

  onResponseEnd(): void {
    this.#over = true;
    const bytes = new Uint8Array(Buffer.concat(this.#chunks));
    this.#settle.resolve({ status: this.#status, headers: this.#headers, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(kindOf(error, this.#sent), error);
  }

  #fail(kind: HttpFailureKind, error?: unknown): void {
    if (!this.#over) {
      this.#over = true;
      const status = this.#status || undefined;
      this.#settle.reject(this.#terms.failure({ kind, sent: this.#sent, status, error }));
    }
    this.#controller?.abort(new Error(kind));
  }
}

function kindOf(error: Error, sent: Ending["sent"]): HttpFailureKind {
  const code = errorCode(error) ?? "";
  if (error instanceof AddressRefused) return "refused-by-guard";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "timeout";
  if (code === "UND_ERR_CLOSED" || code === "UND_ERR_DESTROYED") return "aborted";
  if (sent !== "no") return "lost";
  return invalidRequestCodes.has(code) ? "invalid-request" : "unreachable";
}
