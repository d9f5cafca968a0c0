import { describe, expect, it } from "vitest";

import { HttpFailure } from "#kernel/http/fetch.ts";
import { failureOf } from "#connector/failure.ts";

import { identify } from "./identify.ts";
import { newFake, sessionOf, token, webhookId } from "./testing.ts";

const url = `https://discord.com/api/webhooks/${webhookId}/${token}`;

function identifyAgainstFake(webhookUrl: string) {
  const { session, requests } = sessionOf(newFake().handle, { webhookUrl });
  return { identity: identify(session, "webhook"), requests };
}

it("by signing in is the channel, whichever webhook Discord made for it", async () => {
  const { session } = sessionOf(newFake().handle, { webhookUrl: url });
  expect(await identify(session, "oauth")).toMatchObject({
    ...{ account: { remoteId: "channel:300000000000000001" }, credential: { webhookToken: token } },
  });
  const nothing = sessionOf(newFake().handle, { webhookUrl: "" }).session;
  expect(await identify(nothing, "oauth")).toMatchObject({ problem: { field: "webhookUrl" } });
});

describe("identify", () => {
  it("keeps the id and token, and tells where the webhook posts", async () => {
    const { identity, requests } = identifyAgainstFake(url);
    expect(await identity).toEqual({
      account: {
        remoteId: webhookId,
        kind: "channel",
        name: "Announcements 1",
        handle: null,
        url: "https://discord.com/channels/200000000000000001/300000000000000001",
        avatarUrl: null,
        details: { webhookId, guildId: "200000000000000001", channelId: "300000000000000001" },
      },
      credential: { webhookToken: token },
    });
    expect(requests.map((request) => request.url)).toEqual([
      `https://discord.test/api/v10/webhooks/${webhookId}/${token}`,
    ]);
  });

  it("makes a thread a connection of its own", async () => {
    expect(await identifyAgainstFake(`${url}?thread_id=77`).identity).toMatchObject({
      account: {
        remoteId: `${webhookId}:77`,
        url: "https://discord.com/channels/200000000000000001/77",
        details: { channelId: "300000000000000001", threadId: "77" },
      },
    });
  });

  it.each([
    `  ${url}\n`,
    url.replace("/api/", "/api/v9/"),
    url.replace("discord.com", "discordapp.com"),
    url.replace("discord.com", "ptb.discord.com"),
    url.replace("discord.com", "CANARY.discord.com"),
    url.replace("discord.com", "discord.test"),
    `${url}/?wait=false#fragment`,
  ])("accepts %s", async (webhookUrl) => {
    const { identity } = identifyAgainstFake(webhookUrl);
    expect(await identity).toMatchObject({
      account: { details: { webhookId } },
      credential: { webhookToken: token },
    });
  });

  it.each([
    ["", /not a URL/],
    ["discord", /not a URL/],
    [url.replace("discord.com", "discord.com.example.org"), /not an address of Discord/],
    [url.replace("discord.com", "discord.com@example.org"), /not an address of Discord/],
    [url.replace("discord.com", "169.254.169.254"), /not an address of Discord/],
    [url.replace("discord.com", "discord.com:8443"), /not an address of Discord/],
    ["https://discord.com/channels/1/2", /not a whole webhook URL/],
    [`https://discord.com/api/webhooks/${webhookId}`, /not a whole webhook URL/],
    [`${url}/slack`, /not a whole webhook URL/],
    [`https://discord.com/api/webhooks/../users/@me/${token}`, /not a whole webhook URL/],
    [`${url}?thread_id=general`, /thread_id/],
  ])("refuses %s without asking anybody", async (webhookUrl, message) => {
    const { identity, requests } = identifyAgainstFake(webhookUrl);
    expect(await identity).toEqual({
      problem: { field: "webhookUrl", message: expect.stringMatching(message) as string },
    });
    expect(requests).toEqual([]);
  });

  it("says when the webhook is not there or the key is wrong", async () => {
    const fake = newFake();
    const wrongKey = { webhookUrl: url.replace(token, "another") };
    const unknown = await identify(sessionOf(fake.handle, wrongKey).session, "webhook");
    expect(unknown).toMatchObject({
      problem: { message: expect.stringMatching(/does not know this webhook/) },
    });
    await identify(sessionOf(fake.handle, { webhookUrl: url }).session, "webhook");
    const refused = await identify(sessionOf(fake.handle, wrongKey).session, "webhook");
    expect(refused).toMatchObject({
      problem: { message: expect.stringMatching(/does not accept the key/) },
    });
  });

  it("refuses a webhook that only follows another channel", async () => {
    const follower = { type: 2, name: "News", avatar: null, guild_id: "1", channel_id: "2" };
    const { session } = sessionOf(() => Response.json(follower), { webhookUrl: url });
    expect(await identify(session, "webhook")).toMatchObject({ problem: { field: "webhookUrl" } });
  });

  it("leaves other trouble to the caller", async () => {
    const { session } = sessionOf(() => new Response("<h1>502</h1>", { status: 502 }), {
      webhookUrl: url,
    });
    const error: unknown = await identify(session, "webhook").catch((error: unknown) => error);
    expect(failureOf(error)).toMatchObject({ kind: "answer", status: 502 });
  });

  it("does not let the key into a failure, though the session cannot know it", async () => {
    const { session } = sessionOf(
      (request) => {
        const described = { method: "GET", url: new URL(request.url), secrets: [url] };
        throw new HttpFailure({ kind: "timeout", sent: "maybe" }, described);
      },
      { webhookUrl: url },
    );
    const error: unknown = await identify(session, "webhook").catch((error: unknown) => error);
    expect(failureOf(error)).toMatchObject({ kind: "network", sent: "maybe" });
    expect(error).toBeInstanceOf(Error);
    const { message, stack = "", cause } = error as Error;
    expect(`${message} ${stack} ${String(cause)} ${JSON.stringify(error)}`).not.toContain(token);
  });
});
