// The product with a platform's fake for each of its platforms, served by the test: faults can be
// switched on, what reached the platform can be looked at, and the platforms' own descriptions judge it.

import { loadFake } from "#platforms/load.ts";
import type { CreateFake } from "#connector/fake.ts";
import { serveFake } from "#connector/serve-fake.ts";
import type { ServedFake } from "#connector/serve-fake.ts";
import type { Connection } from "#api/contract/connections.ts";
import type { CreatedPost } from "#api/contract/posts.ts";
import type { Run } from "#api/contract/runs.ts";
import { openClient } from "#test/client.ts";
import type { Client } from "#test/client.ts";
import { startProduct } from "#test/product.ts";
import type { Product } from "#test/product.ts";
import { refereed } from "#test/referees/referee.ts";
import { refereeFor } from "#test/referees/referees.ts";

export interface World extends AsyncDisposable {
  product: Product;
  client: Client;
  bluesky: ServedFake;
  discord: ServedFake;
  /** The webhook was deleted at the platform, until this is false again. */
  webhook: { isDeleted: boolean };
  /** Stops the product and starts it again on the same data. */
  restart(): Promise<void>;
  /** Connects an account that nobody has used yet; its posts are told by the name. */
  connect(platform: "bluesky" | "discord", number: number): Promise<Connection>;
}

export async function openWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const now = () => new Date();
  const webhook = { isDeleted: false };
  const watched = {
    bluesky: refereed(await loadFake("bluesky"), await refereeFor("bluesky")),
    discord: refereed(await loadFake("discord"), await refereeFor("discord")),
  };
  stack.defer(() => {
    const objections = Object.values(watched).flatMap((each) => each.objections());
    if (objections.length > 0) throw new Error(objections.join("\n"));
  });
  const bluesky = stack.use(await serveFake({ createFake: watched.bluesky.createFake, now }));
  const discord = stack.use(
    await serveFake({ createFake: deletable(watched.discord.createFake, webhook), now }),
  );
  const options = {
    env: {
      // The embedded database, wherever the other suites have theirs.
      DATABASE_URL: "",
      BLUESKY_ORIGIN: bluesky.origin,
      BLUESKY_PLC_ORIGIN: bluesky.origin,
      BLUESKY_WEB_ORIGIN: bluesky.origin,
      DISCORD_ORIGIN: discord.origin,
      DISCORD_WEB_ORIGIN: discord.origin,
      ...env,
    },
  };
  const first = stack.use(await startProduct(options));
  const client = await openClient(first.url);
  const running = stack.move();
  const world: World = {
    ...{ product: first, client, bluesky, discord, webhook },
    async restart() {
      const { dataDir, port } = first;
      await world.product.stop();
      world.product = running.use(await startProduct({ ...options, dataDir, port }));
    },
    connect(platform, number) {
      return client.connect(platform, entriesOf(platform, number));
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
  return world;
}

/** What a person enters to connect the account of this number. */
export function entriesOf(platform: "bluesky" | "discord", number: number): Record<string, string> {
  if (platform === "discord") {
    const webhookUrl = `https://discord.com/api/webhooks/10000000000000${1000 + number}/sandbox-${number}-token`;
    return { webhookUrl };
  }
  return { identifier: `person-${number}.sandbox.test`, appPassword: "sand-box0-pass-word" };
}

export function runOf({ run }: CreatedPost): Run {
  if (run === null) throw new Error("The post was not shared");
  return run;
}

/** The texts that reached the platform, oldest first. */
export function textsAt({ fake }: ServedFake): string[] {
  return fake.posts().map(({ text }) => text);
}

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json (2026-11-22) */
function deletable(create: CreateFake, webhook: { isDeleted: boolean }): CreateFake {
  return (options) => {
    const fake = create(options);
    const unknownWebhook = { message: "Unknown Webhook", code: 10015 };
    return {
      ...fake,
      handle: async (request) =>
        webhook.isDeleted ? Response.json(unknownWebhook, { status: 404 }) : fake.handle(request),
    };
  };
}
