// The product as somebody uses it: everything connected in the sandbox, and a few posts.

import { z } from "zod";
import { platformSchema } from "#api/contract/connections.ts";
import type { Client } from "#test/client.ts";
import { openClient } from "#test/client.ts";

const platformsSchema = z.object({ data: z.array(platformSchema) });
const posts = 3;

export async function useSandbox(url: string): Promise<Client> {
  const client = await openClient(url);
  const { data } = platformsSchema.parse((await client.call("GET", "/platforms")).body);
  for (const { id, auth, sandboxEntries } of data) {
    const entries = sandboxEntries ?? {};
    const isEntered = auth.some(({ kind }) => kind === "fields");
    if (isEntered) await client.connect(id, entries);
    else await client.authorize(id, { entries });
  }
  for (let number = 1; number <= posts; number++) {
    const { run } = await client.post({ siteId: client.siteId, title: `Post ${number}` });
    if (run === null) throw new Error("The post was not shared");
    await client.finished(run.id);
  }
  return client;
}
