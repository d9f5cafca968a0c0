// A listener to the product's server-sent events.
// https://html.spec.whatwg.org/multipage/server-sent-events.html (2026-11)

export interface Listener extends AsyncDisposable {
  /** The data of the events of this name that have come so far. */
  named(event: string): string[];
}

/** Resolves when the first event has come: from then on nothing is missed. */
export async function listenTo(url: string, key: string): Promise<Listener> {
  const closing = new AbortController();
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${url}/api/v1/events`, { headers, signal: closing.signal });
  if (!answer.ok || answer.body === null) throw new Error(`/events answered ${answer.status}`);
  const events: { name: string; data: string }[] = [];
  const begun = Promise.withResolvers<void>();

  async function read(body: ReadableStream<Uint8Array>): Promise<void> {
    let unread = "";
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (unread + chunk).split("\n\n");
      unread = blocks.pop() ?? "";
      events.push(...blocks.map(parse));
      begun.resolve();
    }
  }

  const reading = read(answer.body).catch((error: unknown) => {
    if (!closing.signal.aborted) throw error;
  });
  await Promise.race([begun.promise, reading]);
  return {
    named: (event) => events.filter(({ name }) => name === event).map(({ data }) => data),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await reading;
    },
  };
}

function parse(block: string): { name: string; data: string } {
  const fields = block.split("\n").map((line) => line.split(/: ?(.*)/s));
  const valueOf = (field: string) =>
    fields.filter(([name]) => name === field).map(([, value = ""]) => value);
  return { name: valueOf("event")[0] ?? "message", data: valueOf("data").join("\n") };
}
