import type { Socket } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { createHttp } from "#kernel/http/fetch.ts";
import { closedPort, loopbackPeer } from "#test/loopback.ts";
import { fetchPage } from "./card-page.ts";

interface Page {
  body: string | Buffer;
  headers?: readonly string[];
  status?: number;
}

const html = "content-type: text/html";
const pages: Record<string, Page> = {
  plain: { body: "<title>Hello</title>", headers: [html] },
  moved: { body: "", headers: ["location: /deep/plain"], status: 302 },
  "deep/plain": { body: '<meta property="og:image" content="a.png">', headers: [html] },
  away: { body: "", headers: ["location: https://10.0.0.1/plain"], status: 302 },
  missing: { body: "<title>Not here</title>", headers: [html], status: 404 },
  text: { body: "<title>Hello</title>", headers: ["content-type: text/plain"] },
  untyped: { body: "<title>Hello</title>" },
  packed: { body: "<title>Hello</title>", headers: [html, "content-encoding: gzip"] },
  long: { body: `<title>Long</title>${"é".repeat(1_000_000)}`, headers: [html] },
  late: { body: `<title>${" ".repeat(1_000_000)}Late</title>`, headers: [html] },
};
const peer = await loopbackPeer({ onRequest });
const unheard = `127.0.0.1:${await closedPort()}`;
const http = createHttp({ allowHosts: [peer.host, unheard] });

afterAll(async () => {
  await http.close();
  await peer[Symbol.asyncDispose]();
});

describe("a page", () => {
  it("is asked for as a page, without telling who asks", async () => {
    expect(await titleOf("plain")).toBe("Hello");
    const request = peer.requests.at(-1);
    expect(request).toContain("accept: text/html,application/xhtml+xml");
    expect(request).not.toMatch(/cookie|authorization|referer/i);
  });

  it("is followed to where it has moved, and addresses in it are read from there", async () => {
    const picture = (await fetched("moved"))?.picture;
    expect(picture?.url).toBe(`${peer.origin}/deep/a.png`);
  });

  it("is read up to a megabyte, and half a character at its end does no harm", async () => {
    expect(await titleOf("long")).toBe("Long");
    expect(await titleOf("late")).toBe("");
  });

  it.each(["missing", "text", "untyped", "packed", "away"])(
    "is none when it is %s",
    async (path) => {
      expect(await fetched(path)).toBeUndefined();
    },
  );

  it.each([
    ["a private address", "https://192.168.0.1/"],
    ["an address on this machine", "https://localhost/"],
    ["http", "http://example.org/"],
    ["no answer", `http://${unheard}/`],
    ["no web address", "ftp://example.org/"],
    ["nonsense", "nonsense"],
  ])("is none behind %s", async (_what, url) => {
    expect(await fetchPage(http, url, AbortSignal.timeout(60_000))).toBeUndefined();
  });

  it("is none when it is called off", async () => {
    expect(await fetchPage(http, `${peer.origin}/plain`, AbortSignal.abort())).toBeUndefined();
  });
});

describe("its characters", () => {
  const title = "Grüße → 漢";
  const utf8 = Buffer.from(`<title>${title}</title>`);
  const meta = (charset: string) => `<meta charset="${charset}"><title>`;

  it.each<[string, string, Buffer, string]>([
    ["its header", "text/html; charset=UTF-8", utf8, title],
    ["nothing", "text/html", utf8, title],
    ["a mark", "text/html; charset=latin1", withMark("\ufeff", "utf8"), title],
    ["another mark", "text/html", withMark("\ufeff", "utf16le"), title],
    ["itself", "text/html", latin1(`${meta("iso-8859-1")}Gr\xfc\xdfe</title>`), "Grüße"],
    [
      "itself, the old way",
      "text/html",
      latin1(
        '<meta http-equiv=content-type content="text/html; charset=koi8-r"><title>\xf0\xf2</title>',
      ),
      "ПР",
    ],
    ["a name that nobody knows", "text/html; charset=nonsense", utf8, title],
    [
      "nothing, while they are no UTF-8",
      "text/html",
      latin1("<title>Gr\xfc\xdfe</title>"),
      "Grüße",
    ],
  ])("are told by %s", async (_what, contentType, body, expected) => {
    pages["characters"] = { body, headers: [`content-type: ${contentType}`] };
    expect(await titleOf("characters")).toBe(expected);
  });

  function withMark(mark: string, encoding: "utf8" | "utf16le"): Buffer {
    return Buffer.from(`${mark}<title>${title}</title>`, encoding);
  }

  function latin1(text: string): Buffer {
    return Buffer.from(text, "latin1");
  }
});

function fetched(path: string) {
  return fetchPage(http, `${peer.origin}/${path}`, AbortSignal.timeout(60_000));
}

async function titleOf(path: string): Promise<string | undefined> {
  return (await fetched(path))?.title;
}

function onRequest(socket: Socket, request: string): void {
  const [, path = ""] = /^GET \/(\S*)/.exec(request) ?? [];
  const { body, headers = [], status = 200 } = pages[path] ?? { body: "", status: 500 };
  const length = `content-length: ${Buffer.byteLength(body)}`;
  socket.write(`${[`HTTP/1.1 ${status} Said`, length, ...headers].join("\r\n")}\r\n\r\n`);
  socket.write(body);
}
