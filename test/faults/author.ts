// The product's user while it is killed again and again: posts, repeats what was not answered, and
// answers truly when asked what became of an uncertain delivery. Never helps in any other way.

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import sharp from "sharp";
import { deliveryDetailsSchema } from "#api/contract/deliveries.ts";
import { mediaSchema } from "#api/contract/media.ts";
import { createdPostSchema } from "#api/contract/posts.ts";
import { runSchema } from "#api/contract/runs.ts";
import type { Run } from "#api/contract/runs.ts";
import { clientFor, openClient } from "#test/client.ts";
import type { Answer, Client, SignedIn } from "#test/client.ts";
import type { Chance } from "./chance.ts";
import type { RemoteAccount, ServedPlatform } from "./platforms.ts";
import { write } from "./writings.ts";
import type { Writing } from "./writings.ts";

export interface Author {
  /** One more post, to all accounts. @throws when the product does not answer */
  post(url: string): Promise<void>;
  /** Repeats what was not answered, and resolves what is uncertain. @throws as above */
  follow(url: string): Promise<void>;
  /** Whether nothing that was accepted is on its way any more. Uncertain deliveries are at rest. */
  isAtRest(url: string): Promise<boolean>;
  client(url: string): Client;
  written: readonly Written[];
  connections: ReadonlyMap<string, Connected>;
  /** Deliveries that were uncertain at some time, and where. */
  uncertain: ReadonlyMap<string, ServedPlatform>;
}

export interface Written {
  number: number;
  key: string;
  writing: Writing;
  /** Once the product has answered. */
  runId?: string;
  isDone?: boolean;
}

export interface Connected {
  platform: ServedPlatform;
  account: RemoteAccount;
}

/** A 5xx: the database was disturbed. Whether that was so, the product's log says. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** What is interrupted twice in a row waits for minutes, of its own accord; and what is behind it, as well. */
const restful = new Set(["published", "rejected", "held", "uncertain", "cancelled", "waiting"]);

/** Signs up, connects all accounts and uploads the images. */
export async function openAuthor(
  url: string,
  platforms: readonly ServedPlatform[],
  chance: Chance,
): Promise<Author> {
  const first = await openClient(url);
  const client = (at: string) => clientFor(at, first.key, first.siteId);
  const connections = await connectAll(first, platforms);
  const mediaIds = [await upload(first, "teal"), await upload(first, "coral")];
  const written: Written[] = [];
  const uncertain = new Map<string, ServedPlatform>();

  async function send(to: Client, post: Written): Promise<void> {
    const headers = { "idempotency-key": post.key };
    const answer = accepted(await to.call("POST", "/posts", post.writing, headers), 201);
    const { run } = createdPostSchema.parse(answer.body);
    if (run === null) throw new Error(`The post ${post.number} is not shared`);
    post.runId = run.id;
  }

  function openRuns(to: Client): Promise<Run[]> {
    const open = written.filter(({ runId, isDone }) => runId !== undefined && isDone !== true);
    return Promise.all(
      open.map(async (post) => {
        const answer = accepted(await to.call("GET", `/runs/${post.runId ?? ""}`), 200);
        const run = runSchema.parse(answer.body);
        post.isDone = run.deliveries.every(({ state }) => state === "published");
        return run;
      }),
    );
  }

  return {
    ...{ client, written, connections, uncertain },
    async post(at) {
      const number = written.length + 1;
      const post = { number, key: randomUUID(), writing: write(number, mediaIds, chance) };
      written.push(post);
      await send(client(at), post);
    },
    async follow(at) {
      const to = client(at);
      for (const post of written) if (post.runId === undefined) await send(to, post);
      const runs = await openRuns(to);
      for (const { id, connectionId, state } of runs.flatMap(({ deliveries }) => deliveries)) {
        const connected = connections.get(connectionId);
        if (state !== "uncertain" || connected === undefined) continue;
        uncertain.set(id, connected.platform);
        await resolve(to, id, connected);
      }
    },
    async isAtRest(at) {
      const deliveries = (await openRuns(client(at))).flatMap((run) => run.deliveries);
      const waiting = deliveries.filter(({ state }) => state === "waiting");
      const paused = new Set(waiting.map(({ connectionId }) => connectionId));
      return deliveries.every(
        ({ state, connectionId }) =>
          restful.has(state) || (state === "scheduled" && paused.has(connectionId)),
      );
    },
  };
}

async function connectAll(
  client: SignedIn,
  platforms: readonly ServedPlatform[],
): Promise<Map<string, Connected>> {
  const connections = new Map<string, Connected>();
  for (const platform of platforms) {
    for (const account of platform.accounts) {
      const { entries, person } = account;
      const id =
        person === undefined
          ? (await client.connect(platform.id, entries)).id
          : await client.authorize(platform.id, { entries, person });
      connections.set(id, { platform, account });
    }
  }
  return connections;
}

async function upload(client: Client, background: string): Promise<string> {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .png()
    .toBuffer();
  const headers = { "content-type": "image/png" };
  const answer = accepted(await client.call("POST", "/media", new Uint8Array(bytes), headers), 201);
  return mediaSchema.parse(answer.body).id;
}

/** Looks at the platform, as a person would, and says what is there. */
async function resolve(client: Client, id: string, connected: Connected): Promise<void> {
  const { platform, account } = connected;
  const told = accepted(await client.call("GET", `/deliveries/${id}`), 200);
  const { journal, composition } = deliveryDetailsSchema.parse(told.body);
  const doubtful = journal.find(({ isInDoubt }) => isInDoubt)?.step ?? "none";
  const segment = composition.segments[Number(doubtful.replace("segment-", ""))];
  if (segment === undefined) throw new Error(`${id} is uncertain about the step ${doubtful}`);
  const posts = await platform.posts();
  const live = posts.find(
    ({ account: name, text }) => name === (account.name ?? name) && text === segment.text,
  );
  const resolution = live ? { outcome: "live", url: live.permalink } : { outcome: "send-again" };
  const answer = await client.call("POST", `/deliveries/${id}/resolve`, resolution);
  // An earlier answer of ours was heard after all.
  if (answer.status !== 409) accepted(answer, 200);
}

/** @throws Refused for a 5xx, which the caller may expect */
function accepted(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer;
  const told = `Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`;
  throw answer.status >= 500 ? new Refused(told) : new Error(told);
}

/** Waits until all is at rest. Returns whether it came to that. */
export async function untilAtRest(author: Author, url: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (await author.isAtRest(url).catch(unlessRefused)) return true;
    await pause(50);
  }
  return false;
}

/** A connection that was kept may end just when it is used; whether the product did, its end tells. */
function unlessRefused(error: unknown): false {
  if (error instanceof Refused || isBrokenOff(error)) return false;
  throw error;
}

/** The connection went, with the process or by itself. */
export function isBrokenOff(error: unknown): boolean {
  return error instanceof TypeError && ["fetch failed", "terminated"].includes(error.message);
}
