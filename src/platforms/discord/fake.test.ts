import { describe, expect, it } from "vitest";

import { createFake } from "./fake.ts";
import { newFake, now } from "./testing.ts";

const api = "https://discord.test/api/v10/webhooks";
const hook = `${api}/100000000000000001/sandbox-a`;

function post(body: unknown, query = "?wait=true", base = hook): Request {
  const headers = { "content-type": "application/json" };
  return new Request(base + query, { method: "POST", headers, body: JSON.stringify(body) });
}

function upload(payload: unknown, files: readonly Blob[]): Request {
  const form = new FormData();
  form.set("payload_json", JSON.stringify(payload));
  files.forEach((file, index) => form.set(`files[${index}]`, file, `file-${index}.png`));
  return new Request(`${hook}?wait=true`, { method: "POST", body: form });
}

async function answer(request: Request, fake = newFake()) {
  const response = await fake.handle(request);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("fake", () => {
  it("answers with the message only when asked to wait", async () => {
    const fake = newFake();
    const silent = await fake.handle(post({ content: "one" }, ""));
    expect([silent.status, await silent.text()]).toEqual([204, ""]);
    const { status, body } = await answer(post({ content: " two " }), fake);
    expect([status, body["content"]]).toEqual([200, "two"]);
    const [one, two] = fake.posts();
    expect(BigInt(two?.id ?? 0)).toBeGreaterThan(BigInt(one?.id ?? 0));
    expect(two).toMatchObject({ id: body["id"], text: "two", createdAt: now.toISOString() });
  });

  it("gives every webhook a channel of its own", async () => {
    const fake = newFake();
    const other = `${api}/100000000000000002/sandbox-b`;
    const first = await answer(new Request(hook), fake);
    const second = await answer(new Request(other), fake);
    expect(first.body).toMatchObject({ type: 1, channel_id: "300000000000000001" });
    expect(second.body).toMatchObject({ type: 1, channel_id: "300000000000000002" });
    const posted = await answer(post({ content: "hi" }, "?wait=true", other), fake);
    expect(posted.body).toMatchObject({ channel_id: "300000000000000002" });
    const read = (base: string) =>
      answer(new Request(`${base}/messages/${String(posted.body["id"])}`), fake);
    expect(await read(other)).toMatchObject({ status: 200, body: { content: "hi" } });
    expect(await read(hook)).toMatchObject({ status: 404, body: { code: 10008 } });
    expect(await read(`${hook}x`)).toMatchObject({ status: 404, body: { code: 10008 } });
  });

  it("knows no other tokens, addresses or methods", async () => {
    const fake = newFake();
    const stranger = new Request(`${api}/100000000000000001/other`);
    expect(await answer(stranger, fake)).toMatchObject({ status: 404, body: { code: 10015 } });
    await fake.handle(new Request(hook));
    expect(await answer(stranger, fake)).toMatchObject({ status: 401, body: { code: 50027 } });
    expect(await answer(new Request(`${api}/1`))).toMatchObject({ status: 404, body: { code: 0 } });
    const wrongMethod = new Request(hook, { method: "DELETE" });
    expect(await answer(wrongMethod)).toMatchObject({ status: 405 });
  });

  it.each<[string, unknown, string]>([
    ["content", { content: "a".repeat(2001) }, "BASE_TYPE_MAX_LENGTH"],
    ["embeds.0.title", { embeds: [{ title: "a".repeat(257) }] }, "BASE_TYPE_MAX_LENGTH"],
    [
      "embeds",
      { embeds: [{ description: "a".repeat(4000) }, { description: "b".repeat(2001) }] },
      "MAX_EMBED_SIZE_EXCEEDED",
    ],
    ["embeds.0.url", { embeds: [{ url: "ftp://e.org" }] }, "URL_TYPE_INVALID_SCHEME"],
    [
      "embeds.0.image.url",
      { embeds: [{ title: "a", image: { url: "attachment://b.png" } }] },
      "ATTACHMENT_NOT_FOUND",
    ],
    ["attachments.0.id", { content: "a", attachments: [{ id: 0 }] }, "ATTACHMENT_NOT_FOUND"],
    [
      "attachments",
      { attachments: Array.from({ length: 11 }, (_, id) => ({ id })) },
      "BASE_TYPE_MAX_LENGTH",
    ],
  ])("refuses %s as Discord does", async (path, message, code) => {
    const { status, body } = await answer(post(message));
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 50035, message: "Invalid Form Body" });
    expect(body).toHaveProperty(`errors.${path}._errors.0.code`, code);
  });

  it("refuses a message with nothing in it, no JSON, and a thread that is no number", async () => {
    expect(await answer(post({ content: " " }))).toMatchObject({
      status: 400,
      body: { code: 50006 },
    });
    const text = new Request(`${hook}?wait=true`, { method: "POST", body: "hello" });
    expect(await answer(text)).toMatchObject({ status: 400, body: { code: 50035 } });
    const { body } = await answer(post({ content: "a" }, "?wait=true&thread_id=general"));
    expect(body).toHaveProperty("errors.thread_id._errors.0.code", "NUMBER_TYPE_COERCE");
  });

  it("refuses too many and too large files", async () => {
    const small = Array.from({ length: 11 }, () => new Blob(["x"]));
    expect(await answer(upload({}, small))).toMatchObject({ status: 400, body: { code: 30015 } });
    const large = new Blob([new Uint8Array(10 * 1024 * 1024 + 1)]);
    expect(await answer(upload({}, [large]))).toMatchObject({ status: 413, body: { code: 40005 } });
  });

  it("limits each webhook by itself where it is told to", async () => {
    let time = now;
    const fake = createFake({
      now: () => time,
      origin: "https://discord.test",
      web: "https://discord.com",
      rateLimit: { messages: 2, perMs: 2000 },
    });
    const statuses: number[] = [];
    for (const base of [hook, hook, hook, `${api}/2/sandbox-b`]) {
      statuses.push((await fake.handle(post({ content: "a" }, "?wait=true", base))).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
    const { body } = await answer(post({ content: "a" }), fake);
    expect(body).toEqual({ message: "You are being rate limited.", retry_after: 2, global: false });
    time = new Date(now.getTime() + 2000);
    expect((await fake.handle(post({ content: "a" }))).status).toBe(200);
  });

  it("survives a restart", async () => {
    const before = newFake();
    await before.handle(post({ content: "one", embeds: [{ title: "t", url: "https://e.org" }] }));
    const after = newFake();
    after.load(JSON.parse(JSON.stringify(before.save())) as ReturnType<typeof before.save>);
    expect(after.posts()).toEqual(before.posts());
    await after.handle(post({ content: "two" }));
    const ids = after.posts().map(({ id }) => BigInt(id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => Number(a - b)));
  });

  it("tells requests that post from those that do not", () => {
    const fake = newFake();
    expect(fake.isPost(post({}))).toBe(true);
    expect(fake.isPost(new Request(hook))).toBe(false);
  });
});
