// The platforms as this test's process serves them: what was posted there outlives the product.

import { z } from "zod";
import type { Connector } from "#connector/contract.ts";
import type { CreateFake, Fake } from "#connector/fake.ts";
import type { Faults } from "#connector/faults.ts";
import { serveFake } from "#connector/serve-fake.ts";
import { loadConnectors, loadFake } from "#src/platforms/load.ts";
import { settingsFor } from "#test/fakes.ts";
import { startPds } from "#test/counterparts/start.ts";
import type { Pds } from "#test/counterparts/start.ts";
import { refereed } from "#test/referees/referee.ts";
import { refereeFor } from "#test/referees/referees.ts";

export interface ServedPlatform extends AsyncDisposable {
  id: string;
  /** Points the product at it. */
  env: Readonly<Record<string, string>>;
  accounts: readonly RemoteAccount[];
  faults: Faults;
  connector: Connector;
  /** Whether a lost answer can be looked up there. */
  canBeAsked: boolean;
  /** Whether it tells how long to wait once it is asked too often; else it is many minutes. */
  tellsUntilWhen: boolean;
  /** What readers see, the oldest first. */
  posts(): Promise<RemotePost[]>;
  /** What the platform's own description has against the requests that came. */
  objections(): readonly string[];
}

export interface RemoteAccount {
  /** As its posts name it; undefined where the platform serves one account only. */
  name: string | undefined;
  entries: Readonly<Record<string, string>>;
  /** Who agrees on the platform's page; undefined where the entries are all. */
  person?: string;
}

export interface RemotePost {
  account: string;
  id: string;
  text: string;
  imageCount: number;
  replyTo: string | null;
  permalink: string;
}

/** Stands before a platform; `handle` lets it do what was asked. */
export type OnRequest = (
  platform: string,
  request: Request,
  handle: () => Promise<Response>,
) => Promise<Response>;

/** A webhook cannot list what it posted. All other platforms must be able to tell. */
const cannotBeAsked = new Set(["discord"]);

const tellNotUntilWhen = new Set(["linkedin", "threads"]);

/** Several accounts of one platform, so that its lanes run side by side. */
const moreAccounts: Readonly<Record<string, (entries: Fake["entries"]) => RemoteAccount[]>> = {
  bluesky: (entries) =>
    ["ada.sandbox.test", "grace.sandbox.test", "mary.sandbox.test"].map((name) => ({
      ...{ name, entries: { ...entries, identifier: name } },
    })),
  discord: () =>
    ["100000000000000001", "100000000000000002", "100000000000000003"].map((name) => ({
      ...{ name, entries: { webhookUrl: `https://discord.com/api/webhooks/${name}/sandbox-1` } },
    })),
  linkedin: (entries) => [{ name: "Ada", entries, person: "ada" }],
  mastodon: (entries) => [{ name: "@ada", entries, person: "1" }],
  threads: (entries) => [{ name: "@ada.sandbox", entries, person: "17841400000000001" }],
  x: (entries) => [{ name: "@ada_sandbox", entries, person: "1001" }],
};

/** Every connector's fake. */
export async function serveFakes(onRequest: OnRequest): Promise<ServedPlatform[]> {
  const connectors = [...(await loadConnectors()).values()];
  return Promise.all(
    connectors.map(async ({ connector }) => {
      const { id } = connector.about;
      const { served, ...platform } = await serve(connector, await loadFake(id), onRequest);
      const { entries } = served.fake;
      return {
        ...platform,
        accounts: moreAccounts[id]?.(entries) ?? [{ name: undefined, entries }],
        posts: () =>
          Promise.resolve(
            served.fake.posts().map((post) => ({ ...post, imageCount: post.images.length })),
          ),
      };
    }),
  );
}

/** A real Bluesky server behind a relay, in which the faults happen. */
export async function servePds(onRequest: OnRequest): Promise<ServedPlatform> {
  const loaded = (await loadConnectors()).get("bluesky");
  if (loaded === undefined) throw new Error("There is no connector for the PDS");
  const { connector } = loaded;
  const pds = await startPds();
  const createFake = await loadFake(connector.about.id);
  const createRelay: CreateFake = (options) => ({
    ...createFake(options),
    handle: (request) => relay(request, pds.url, options.origin),
  });
  const { served, ...platform } = await serve(connector, createRelay, onRequest);
  const { origin } = served;
  return {
    ...platform,
    accounts: pds.accounts.map(({ handle, password }) => ({
      name: handle,
      entries: { identifier: handle, appPassword: password, service: origin },
    })),
    posts: async () =>
      (await Promise.all(pds.accounts.map((account) => recordsOf(pds, account, origin)))).flat(),
    async [Symbol.asyncDispose]() {
      await served.close();
      await pds.stop();
    },
  };
}

async function serve(connector: Connector, createFake: CreateFake, onRequest: OnRequest) {
  const { about } = connector;
  const watched = refereed(createFake, await refereeFor(about.id));
  const served = await serveFake({
    now: () => new Date(),
    createFake(options) {
      const fake = watched.createFake(options);
      const handle = (request: Request) => onRequest(about.id, request, () => fake.handle(request));
      return { ...fake, handle };
    },
  });
  const env = settingsFor(connector, served.origin);
  return {
    ...{ served, connector, id: about.id, env, faults: served.faults },
    canBeAsked: !cannotBeAsked.has(about.id),
    tellsUntilWhen: !tellNotUntilWhen.has(about.id),
    objections: watched.objections,
    [Symbol.asyncDispose]: () => served.close(),
  };
}

/** The server calls itself by its own address, and clients would go there past the relay. */
async function relay(request: Request, target: string, origin: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of ["host", "connection", "content-length"]) headers.delete(name);
  const body = request.method === "GET" ? null : await request.arrayBuffer();
  const answer = await fetch(`${target}${pathname}${search}`, {
    ...{ method: request.method, headers },
    ...(body !== null && body.byteLength > 0 && { body }),
  });
  const text = await answer.text();
  return new Response(text.replaceAll(target, origin), {
    status: answer.status,
    headers: { "content-type": answer.headers.get("content-type") ?? "text/plain" },
  });
}

const recordsSchema = z.object({
  cursor: z.string().optional(),
  records: z.array(
    z.object({
      uri: z.string(),
      value: z.object({
        text: z.string(),
        reply: z.object({ parent: z.object({ uri: z.string() }) }).optional(),
        embed: z.object({ images: z.array(z.unknown()).optional() }).optional(),
      }),
    }),
  ),
});

async function recordsOf(
  pds: Pds,
  { did, handle }: Pds["accounts"][number],
  web: string,
): Promise<RemotePost[]> {
  const posts: RemotePost[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      ...{ repo: did, collection: "app.bsky.feed.post", limit: "100", reverse: "true" },
      ...(cursor !== undefined && { cursor }),
    });
    const answer = await fetch(`${pds.url}/xrpc/com.atproto.repo.listRecords?${query.toString()}`);
    const page = recordsSchema.parse(await answer.json());
    for (const { uri, value } of page.records) {
      posts.push({
        ...{ account: handle, id: uri, text: value.text },
        imageCount: value.embed?.images?.length ?? 0,
        replyTo: value.reply?.parent.uri ?? null,
        permalink: `${web}/profile/${did}/post/${uri.slice(uri.lastIndexOf("/") + 1)}`,
      });
    }
    ({ cursor } = page);
  } while (cursor !== undefined);
  return posts;
}
