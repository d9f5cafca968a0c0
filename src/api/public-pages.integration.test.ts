import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { About } from "#connector/about.ts";
import type { Connector } from "#connector/contract.ts";
import { minutes, plus } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import { createLogger } from "#kernel/logger.ts";
import { addImage, addUser, animation, noise, openMedia, sizeOf } from "#media/testing.ts";
import type { Platform } from "#connections/platforms.ts";
import { openTestStore } from "#test/database/store.ts";
import { publicPages } from "./public-pages.ts";

const store = await openTestStore();
const media = await openMedia();
const { db } = store;
const publicUrl = "https://press.example";
const log = createLogger({ level: "silent" });
const platforms = new Map([["mill", platformCalled("The Mill")]]);
const pages = publicPages({ db, log, media: media.context, publicUrl, connections: { platforms } });
const start = new Date("2026-11-01T12:00:00Z");
let [ada, siteId, otherSiteId] = ["", "", ""];

beforeAll(async () => {
  ada = await addUser(db);
  siteId = await addSite("notes");
  otherSiteId = await addSite("записки", { language: "ru", timeZone: "Asia/Yekaterinburg" });
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});

describe("a post", () => {
  it("has a page once it is published, and none before", async () => {
    await addPost({ slug: "published", title: "Out in the world" });
    await addPost({ slug: "draft", status: "draft" });
    await addPost({ slug: "scheduled", status: "scheduled", publishAt: plus(start, minutes(5)) });
    const page = await get("/@notes/published");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    expect(page.text).toContain("Out in the world</h1>");
    for (const path of ["/@notes/draft", "/@notes/scheduled", "/@notes/never", "/@nobody/a"]) {
      const missing = await get(path);
      expect(missing.status, path).toBe(404);
      expect(missing.headers.get("cache-control"), path).toBe("no-store");
      expect(missing.text).toContain("There is no such page");
    }
  });

  it("may be kept for a minute, and costs nothing while it stays the same", async () => {
    await addPost({ slug: "kept", body: "word ".repeat(1000) });
    const first = await get("/@notes/kept", { "accept-encoding": "gzip" });
    expect(first.headers.get("cache-control")).toBe("public, max-age=60");
    expect(first.headers.get("content-encoding")).toBe("gzip");
    const etag = first.headers.get("etag") ?? "";
    const again = await get("/@notes/kept", { "if-none-match": etag });
    expect([again.status, again.text]).toEqual([304, ""]);
    await db
      .updateTable("posts")
      .set({ body: "New.", updatedAt: plus(start, 1) })
      .where("slug", "=", "kept")
      .execute();
    const changed = await get("/@notes/kept", { "if-none-match": etag });
    expect(changed.text).toContain("<p>New.</p>");
  });

  it("that stands elsewhere leads there", async () => {
    await addPost({ slug: "elsewhere", title: "Far", url: "https://elsewhere.example/ä?b=%20" });
    const answer = await get("/@notes/elsewhere");
    expect([answer.status, answer.location]).toEqual([
      302,
      "https://elsewhere.example/%C3%A4?b=%20",
    ]);
    expect((await get("/@notes")).text).toContain('href="https://elsewhere.example/ä?b=%20"');
  });

  it("is found by an address that it had, or that is nearly its own", async () => {
    const id = await addPost({ siteId: otherSiteId, slug: "мой-край", title: "Мой край" });
    await addPost({ siteId: otherSiteId, slug: "черновик", status: "draft" });
    await db
      .insertInto("formerSlugs")
      .values({ siteId: otherSiteId, slug: "старый", postId: id })
      .execute();
    const [index, page] = [encodeURI("/@записки"), encodeURI("/@записки/мой-край")];
    expect((await get(page)).text).toContain('<html lang="ru"');
    for (const [asked, location] of [
      [encodeURI("/@записки/старый"), page],
      [encodeURI("/@записки/Мой-Край"), page],
      [encodeURI("/@Записки/мой-край?a=1"), `${page}?a=1`],
      [`${page}/`, page],
      [`${index}/?before=x`, `${index}?before=x`],
      [encodeURI("/@записки/мой-край".normalize("NFD")), page],
    ]) {
      const answer = await get(asked ?? "");
      expect([answer.status, answer.location], asked).toEqual([301, location]);
    }
    expect((await get(encodeURI("/@notes/старый"))).status, "of another site").toBe(404);
  });

  it("names its live copies, the newest of each account", async () => {
    const postId = await addPost({ slug: "copied" });
    const connectionId = await addConnection("mill", "Ada");
    await addDelivery(postId, connectionId, { permalink: "https://mill.example/old" });
    await addDelivery(postId, connectionId, { permalink: "https://mill.example/new" });
    await addDelivery(postId, await addConnection("mill", "Eve"), { state: "rejected" });
    await addDelivery(postId, await addConnection("gone", "Ada"), {
      permalink: "https://gone.example",
    });
    const { text } = await get("/@notes/copied");
    expect(text.match(/u-syndication"\s+href="[^"]+"/g)).toHaveLength(1);
    expect(text).toMatch(/href="https:\/\/mill.example\/new"[^>]*>The Mill</);
  });

  it("is answered to HEAD with the same headers and no body", async () => {
    await addPost({ slug: "headed" });
    const answer = await pages.request("/@notes/headed", { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(answer.headers.get("etag")).toMatch(/^"/);
  });
});

describe("every page", () => {
  it("may load its own style and pictures, and nothing else", async () => {
    for (const path of ["/@notes", "/@notes/no-such-post", "/robots.txt"]) {
      const policy = (await get(path)).headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      );
    }
  });

  it("has no cookie", async () => {
    expect((await get("/@notes")).headers.getSetCookie()).toEqual([]);
  });
});

describe("an index", () => {
  it("is read page by page, without gaps where posts came out at once", async () => {
    const many = await addSite("many");
    for (let number = 1; number <= 45; number += 1) {
      const publishedAt = plus(start, minutes(Math.floor(number / 10)));
      await addPost({ siteId: many, slug: `p-${number}`, title: `Post ${number}`, publishedAt });
    }
    const seen: string[] = [];
    const counts: number[] = [];
    let path: string | undefined = "/@many";
    while (path !== undefined) {
      const { text }: { text: string } = await get(path);
      const titles = [...text.matchAll(/p-name"><a[^>]*>([^<]*)</g)].map(([, title = ""]) => title);
      seen.push(...titles);
      counts.push(titles.length);
      path = /href="https:\/\/press.example(\/@many\?before=[^"]+)"[^>]*>Older posts/.exec(
        text,
      )?.[1];
    }
    expect(counts).toEqual([20, 20, 5]);
    expect(new Set(seen).size).toBe(45);
    expect([seen[0], seen.at(-1)]).toEqual(["Post 45", "Post 1"]);
    for (const unknown of [newId(), "nonsense"]) {
      const answer = await get(`/@many?before=${unknown}`);
      expect([answer.status, answer.location]).toEqual([302, "/@many"]);
    }
  });

  it("is there without posts, too", async () => {
    await addSite("empty");
    const answer = await get("/@empty");
    expect(answer.status).toBe(200);
    expect(answer.text).toContain("Nothing is published here yet");
  });
});

describe("feeds and sitemaps", () => {
  it("list what is published, whole", async () => {
    const fed = await addSite("fed");
    await addPost({ siteId: await addSite("quiet"), slug: "secret", status: "draft" });
    const body = `${"Long. ".repeat(2000)}The end.`;
    await addPost({ siteId: fed, slug: "one", title: "One", body });
    await addPost({ siteId: fed, slug: "far", title: "Far", url: "https://elsewhere.example/far" });
    await addPost({ siteId: fed, slug: "secret", title: "Secret", status: "draft" });
    const [atom, json] = [await get("/@fed/feed.xml"), await get("/@fed/feed.json")];
    expect(atom.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    expect(json.headers.get("content-type")).toBe("application/feed+json");
    for (const { text } of [atom, json]) {
      expect(text).toContain("The end.");
      expect(text).toContain("https://elsewhere.example/far");
      expect(text).not.toContain("Secret");
    }
    const map = await get("/@fed/sitemap.xml");
    const locations = [...map.text.matchAll(/<loc>([^<]*)</g)].map(([, location]) => location);
    expect(locations).toEqual([`${publicUrl}/@fed`, `${publicUrl}/@fed/one`]);
    const { text: server } = await get("/sitemap.xml");
    expect(server).toContain(`<loc>${publicUrl}/@fed/sitemap.xml</loc>`);
    expect(server).not.toContain("@quiet");
    expect((await get("/robots.txt")).text).toContain(`Sitemap: ${publicUrl}/sitemap.xml`);
  });
});

describe("an image", () => {
  it("is public when a published post of the site shows it", async () => {
    const { mediaId } = await picture(noise({ width: 1700, height: 850 }).png());
    await addPost({ slug: "pictured", images: [mediaId] });
    const wide = await get(`/@notes/images/${mediaId}`);
    expect(wide.status).toBe(200);
    expect(wide.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(wide.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(wide.bytes.length).toBeLessThanOrEqual(400_000);
    const card = await get(`/@notes/images/${mediaId}/card`);
    expect(card.headers.get("content-type")).toBe("image/jpeg");
    expect(await sizeOf(card.bytes)).toEqual({ width: 1200, height: 600 });
    const etag = card.headers.get("etag") ?? "";
    expect((await get(`/@notes/images/${mediaId}/card`, { "if-none-match": etag })).status).toBe(
      304,
    );
    const { text } = await get("/@notes/pictured");
    expect(text).toContain(`content="${publicUrl}/@notes/images/${mediaId}/card"`);
    expect(text).toMatch(/width="1600"\s+height="800"/);
  });

  it("is not, when it is in a draft, of another site, or in no post", async () => {
    const [drafted, foreign, unused] = await Promise.all([
      picture(noise({ width: 40, height: 30 }).png()),
      picture(noise({ width: 41, height: 30 }).png()),
      picture(noise({ width: 42, height: 30 }).png()),
    ]);
    await addPost({ slug: "sketch", status: "draft", images: [drafted.mediaId] });
    await addPost({ siteId: otherSiteId, slug: "foreign", images: [foreign.mediaId] });
    for (const end of [drafted.mediaId, foreign.mediaId, unused.mediaId, newId(), "x"]) {
      expect((await get(`/@notes/images/${end}`)).status).toBe(404);
    }
    expect((await get(`${encodeURI("/@записки")}/images/${foreign.mediaId}`)).status).toBe(200);
    expect((await get(`${encodeURI("/@записки")}/images/${foreign.mediaId}/huge`)).status).toBe(
      404,
    );
  });

  it("that moves goes on moving", async () => {
    const { mediaId } = await picture(animation({ width: 1300, height: 20 }));
    await addPost({ slug: "moving", images: [mediaId] });
    const answer = await get(`/@notes/images/${mediaId}/card`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/gif"]);
  });
});

interface Got {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  text: string;
  location: string | null;
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Got> {
  const answer = await pages.request(`http://127.0.0.1${path}`, { headers });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return {
    ...{ status: answer.status, headers: answer.headers, bytes },
    text: new TextDecoder().decode(bytes),
    location: answer.headers.get("location"),
  };
}

interface PostToAdd {
  siteId?: string;
  slug: string;
  title?: string;
  body?: string;
  url?: string;
  status?: "draft" | "scheduled" | "published";
  publishAt?: Date;
  publishedAt?: Date;
  images?: string[];
}

async function addPost({ images = [], ...post }: PostToAdd): Promise<string> {
  const id = newId();
  const { status = "published", publishedAt = start } = post;
  await db
    .insertInto("posts")
    .values({
      ...{ id, siteId, authorId: ada, title: "A post", body: "Text.", updatedAt: start, status },
      ...post,
      publishedAt: status === "published" ? publishedAt : null,
    })
    .execute();
  for (const [position, mediaId] of images.entries()) {
    const row = { postId: id, mediaId, position, alt: "A mill", isCover: position === 0 };
    await db.insertInto("postImages").values(row).execute();
  }
  return id;
}

async function addSite(
  slug: string,
  site: { language?: string; timeZone?: string } = {},
): Promise<string> {
  const id = newId();
  await db
    .insertInto("sites")
    .values({ id, slug, name: `Site ${slug}`, ...site })
    .execute();
  return id;
}

async function addConnection(platform: string, name: string): Promise<string> {
  const id = newId();
  await db
    .insertInto("connections")
    .values({
      ...{ id, userId: ada, platform, remoteId: id, kind: "person", name },
      ...{ auth: "", grantId: id },
    })
    .execute();
  return id;
}

async function addDelivery(
  postId: string,
  connectionId: string,
  { state = "published", permalink = null }: { state?: string; permalink?: string | null },
): Promise<void> {
  const [id, runId] = [newId(), newId()];
  await db.insertInto("runs").values({ id: runId, siteId, postId, trigger: "person" }).execute();
  await db
    .insertInto("deliveries")
    .values({ id, runId, connectionId, state, permalink, dueAt: start, composition: "{}" })
    .execute();
}

async function picture(bytes: { toBuffer(): Promise<Buffer> } | Promise<Buffer>) {
  return addImage(media.context, db, ada, await ("toBuffer" in bytes ? bytes.toBuffer() : bytes));
}

/** As much of a platform as its name needs. */
function platformCalled(name: string): Platform {
  const connector = { about: { name } as About } as Connector;
  return { connector, origins: {}, hosts: [], settings: {}, canReachUs: false };
}
