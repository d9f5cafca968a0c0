import { expect, test } from "vitest";
import type { Account } from "#connector/contract.ts";
import { resultAt } from "./publish.ts";

const account: Account = {
  ...{ remoteId: "1", kind: "channel", name: "News", handle: null, url: null, avatarUrl: null },
  details: { webhookId: "1", guildId: "2", channelId: "3" },
};

test("a message's link in the webhook's channel names the message", () => {
  const url = "https://discord.com/channels/2/3/4";
  expect(resultAt(url, account)).toEqual({
    result: { messageId: "4" },
    receipt: { remoteId: "4", permalink: url },
  });
});

test.each([
  "https://discord.com/channels/2/9/4",
  "https://discord.com/channels/2/3",
  "https://example.org/",
  "4",
])("%s is no message of this webhook", (url) => {
  expect(resultAt(url, account)).toBeUndefined();
});

test("in a thread, the thread is the channel", () => {
  const inThread = { ...account, details: { ...account.details, threadId: "7" } };
  expect(resultAt("https://discord.com/channels/2/7/4", inThread)).toBeDefined();
  expect(resultAt("https://discord.com/channels/2/3/4", inThread)).toBeUndefined();
});
