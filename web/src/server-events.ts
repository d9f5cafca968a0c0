// Reads a stream of server-sent events that answers a POST, which EventSource cannot.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream (2026-11-25)

export interface ServerEvent {
  event: string;
  data: unknown;
}

/** In the form that this server writes them: one line of JSON each. Ends where the stream does. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = stream.pipeThrough(new TextDecoderStream() as Decoder).getReader();
  let unread = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      unread += value;
      const blocks = unread.split(/\r?\n\r?\n/);
      unread = blocks.pop() ?? "";
      for (const block of blocks) yield* eventIn(block);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The browser's types let a decoder take more than bytes of this kind. */
type Decoder = ReadableWritablePair<string, Uint8Array>;

/** None in a comment, which only keeps the connection open. */
function* eventIn(block: string): Generator<ServerEvent> {
  const fields = block.split(/\r?\n/).map((line) => /^(event|data): ?(.*)$/.exec(line));
  const valueOf = (name: string) => fields.find((field) => field?.[1] === name)?.[2];
  const data = valueOf("data");
  if (data === undefined) return;
  yield { event: valueOf("event") ?? "message", data: JSON.parse(data) as unknown };
}
