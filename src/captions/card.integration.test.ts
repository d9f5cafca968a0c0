import type { Socket } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { days, minutes } from "#kernel/clock.ts";
import { newId } from "#kernel/ids.ts";
import type { CardLimits } from "#connector/about.ts";
import type { Connector, LinkCard } from "#connector/contract.ts";
import type { Connection } from "#connections/connections.ts";
import type { Platform } from "#connections/platforms.ts";
import { findImages } from "#media/images.ts";
import { addImage, addUser, noise, openMedia } from "#media/testing.ts";
import { openTestStore } from "#test/database/store.ts";
import { loopbackPeer } from "#test/loopback.ts";
import { forgetOldCards } from "./card-cache.ts";
import { fetchCards } from "./card-fetch.ts";
import { composeFor } from "./compose.ts";
import type { ContentWithImages } from "./compose.ts";

const store = await openTestStore();
const { db } = store;
const picture = await noise({ width: 80, height: 60 }).jpeg().toBuffer();
const peer = await loopbackPeer({ onRequest });
const media = await openMedia([peer.host]);
const url = `${peer.origin}/engines`;
const whole = `<title>Engines</title><meta name="description" content="What they do.">
  <meta property="og:image" content="/mill.jpg"><meta property="og:image:alt" content="A mill">`;
let [pages, ada, bob]: [Record<string, string | Buffer>, string, string] = [{}, "", ""];

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

beforeEach(async () => {
  pages = { "/engines": whole, "/mill.jpg": picture };
  peer.requests.length = 0;
  [ada, bob] = [await addUser(db), await addUser(db)];
});

describe("the card of a post's link", () => {
  it("is the page's where the post says nothing", async () => {
    const { card, problems } = await shared({ title: "", url });
    expect(card).toMatchObject({
      ...{ url, title: "Engines", description: "What they do." },
      thumbnail: { widthPx: 10, alt: "A mill" },
    });
    expect(problems).toEqual([]);
  });

  it("is the post's own, with what it lacks from the page", async () => {
    const { card } = await shared({ excerpt: "All about them." });
    expect(card).toMatchObject({
      ...{ title: "On Engines", description: "All about them.", thumbnail: { alt: "A mill" } },
    });
  });

  it("asks no page where the post knows it all, where it is our own, or where none is drawn", async () => {
    await shared({ images: [await cover()] });
    await shared({ isOurPage: true });
    await shared({}, { limits: null });
    await shared({ url: "https://[" });
    expect(peer.requests).toEqual([]);
  });

  it("is what the post knows where the page does not answer, and says so", async () => {
    pages = {};
    const { card, problems } = await shared({});
    expect(card).toMatchObject({ title: "On Engines", description: "Words.", thumbnail: null });
    expect(problems).toEqual([
      {
        ...{ severity: "warning", code: "card-without-picture" },
        message: `The card of the link has no picture: ${peer.host} did not show its page. Give the post a cover to have one.`,
      },
    ]);
  });

  it("has no picture where the page's cannot be used, and says so", async () => {
    pages["/mill.jpg"] = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    const { card, problems } = await shared({});
    expect(card).toMatchObject({ thumbnail: null });
    expect(problems).toMatchObject([{ message: expect.stringContaining("no picture that can") }]);
  });

  it("says nothing of a picture where no card is shown", async () => {
    pages = {};
    expect((await shared({}, { isShown: false })).problems).toEqual([]);
  });

  it("reminds of the cover's alt text where readers would get it", async () => {
    const images = [{ ...(await cover()), alt: " " }];
    expect((await shared({ images })).problems).toEqual([]);
    const { problems } = await shared({ images }, { limits: { ...limits, takesAlt: true } });
    expect(problems).toMatchObject([{ severity: "warning", code: "alt-missing" }]);
  });
});

describe("the card of a message", () => {
  const message = { title: "", excerpt: "", url: null };

  it("is that of its first link", async () => {
    const body = `Look at ${url}#part, and not at ${peer.origin}/other`;
    const { card } = await shared({ ...message, body });
    expect(card).toMatchObject({
      ...{ url: `${url}#part`, title: "Engines", description: "What they do." },
      thumbnail: { alt: "A mill" },
    });
  });

  it("is that of the caption's link where the run has its own", async () => {
    const caption = `Rather ${url}`;
    const { card } = await shared({ ...message, body: `At ${peer.origin}/other` }, { caption });
    expect(card?.url).toBe(url);
  });

  it("is none without a link, with pictures of its own, or where the page says nothing", async () => {
    expect(await shared({ ...message, body: "Just words" })).toEqual({ card: null, problems: [] });
    const images = [{ ...(await cover()), isCover: false }];
    expect((await shared({ ...message, body: url, images })).card).toBeNull();
    expect(await shared({ ...message, body: url }, { limits: null })).toMatchObject({ card: null });
    expect(peer.requests).toEqual([]);
    pages = {};
    const { card, problems } = await shared({ ...message, body: url });
    expect(card).toBeNull();
    expect(problems).toMatchObject([{ severity: "warning", code: "no-card" }]);
  });

  it("bears the host's name where the page has a picture alone", async () => {
    pages["/engines"] = '<meta property="og:image" content="/mill.jpg">';
    const { card } = await shared({ ...message, body: url });
    expect(card).toMatchObject({ title: peer.host, description: "", thumbnail: { alt: "" } });
  });
});

describe("what is known of a page", () => {
  it("is kept for a day, for all of a user's connections, and composing asks nobody", async () => {
    const targets = [connection(ada), connection(ada)].map((each) => ({ connection: each }));
    await fetchCards(context, db, { content: content({}), targets });
    expect(peer.requests).toHaveLength(2);
    media.clock.pass(days(1) - minutes(1));
    await fetchCards(context, db, { content: content({}), targets });
    const [first, second] = await Promise.all(targets.map((target) => compose({}, target)));
    expect(first).toEqual(second);
    expect(peer.requests).toHaveLength(2);
    media.clock.pass(minutes(1));
    await fetchCards(context, db, { content: content({}), targets });
    expect(peer.requests).toHaveLength(4);
  });

  it("is the same for a preview and in the transaction of a run", async () => {
    const target = { connection: connection(ada) };
    await fetchCards(context, db, { content: content({}), targets: [target] });
    const preview = await compose({}, target);
    const run = await db.transaction().execute((tx) => compose({}, target, tx));
    expect(run).toEqual(preview);
  });

  it("is asked for again after some minutes when it did not come", async () => {
    pages = {};
    await shared({});
    await shared({});
    expect(peer.requests).toHaveLength(1);
    pages = { "/engines": whole, "/mill.jpg": picture };
    media.clock.pass(minutes(5));
    expect((await shared({})).card).toMatchObject({ thumbnail: { alt: "A mill" } });
  });

  it("stays while the page does not answer any more, until it is forgotten", async () => {
    await shared({});
    pages = {};
    media.clock.pass(days(2));
    expect((await shared({})).card).toMatchObject({ thumbnail: { alt: "A mill" } });
    media.clock.pass(days(8));
    await forgetOldCards(db, media.context.clock.now());
    expect((await shared({})).card).toMatchObject({ thumbnail: null });
  });

  it("is each user's own, with a picture of their own", async () => {
    const hers = await shared({});
    await shared({}, { userId: bob });
    const mediaId = hers.card?.thumbnail?.mediaId ?? "";
    expect(await findImages(db, ada, [mediaId])).toHaveLength(1);
    expect(await findImages(db, bob, [mediaId])).toEqual([]);
    await db.deleteFrom("users").where("id", "=", bob).execute();
    expect((await shared({})).card).toEqual(hers.card);
  });

  it("is waited for only so long, and is there for the next", async () => {
    const held = Promise.withResolvers<void>();
    waiting.push(held.promise);
    const wanted = { content: content({}), targets: [{ connection: connection(ada) }] };
    await fetchCards(context, db, wanted, { networkMs: 60_000, wholeMs: 1 });
    expect((await composed({})).card).toMatchObject({ thumbnail: null });
    held.resolve();
    await fetchCards(context, db, wanted);
    expect((await composed({})).card).toMatchObject({ thumbnail: { alt: "A mill" } });
    expect(peer.requests).toHaveLength(2);
  });
});

/** What the next answer waits for. */
const waiting: Promise<void>[] = [];
const source = { url: "https://example.org/limits", checkedOn: "2026-11-01" };
const file = { maxBytes: 1_000_000, maxSidePx: 10, mediaTypes: ["image/jpeg"] };
const limits: CardLimits = { thumbnail: file, source };
const drawing = platform("drawing", limits, true);
const context = { media: media.context, platforms: new Map([["drawing", drawing]]) };

interface Sharing {
  userId?: string;
  limits?: CardLimits | null;
  isShown?: boolean;
  caption?: string;
}

/** Fetched as before a run, and composed as in it. */
async function shared(given: Partial<ContentWithImages>, sharing: Sharing = {}) {
  const target = { connection: connection(sharing.userId ?? ada), caption: sharing.caption };
  const platforms = new Map([["drawing", platformOf(sharing)]]);
  await fetchCards({ ...context, platforms }, db, { content: content(given), targets: [target] });
  return composed(given, sharing);
}

async function composed(given: Partial<ContentWithImages>, sharing: Sharing = {}) {
  const target = { connection: connection(sharing.userId ?? ada), caption: sharing.caption };
  const { segments, problems } = await compose(given, target, db, platformOf(sharing));
  return { card: segments[0]?.card ?? null, problems };
}

function platformOf({ limits: own = limits, isShown = true }: Sharing): Platform {
  return platform("drawing", own, isShown);
}

function compose(
  given: Partial<ContentWithImages>,
  { connection, caption }: { connection: Connection; caption?: string | undefined },
  queryable: Parameters<typeof composeFor>[0]["db"] = db,
  on = drawing,
) {
  const options = { media: media.context, db: queryable, platform: on, connection };
  return composeFor({ ...options, content: content(given), override: { caption } });
}

function content(given: Partial<ContentWithImages>): ContentWithImages {
  return {
    ...{ title: "On Engines", excerpt: "", body: "Words.", url, tags: [], captions: {} },
    ...{ author: "Ada", site: "Notes", images: [], language: "de", rules: {}, ...given },
  };
}

function connection(userId: string): Connection {
  return {
    ...{ id: newId(), userId, platform: "drawing", auth: "password", expiredAt: null },
    ...{ authorizationEndsAt: null, isProlonged: false, stateReason: null, isAutopost: true },
    ...{ siteIds: null, isLinked: true, createdAt: new Date(0) },
    account: {
      ...{ remoteId: "1", kind: "person", name: "Ada", handle: null },
      ...{ url: null, avatarUrl: null, details: {} },
    },
  };
}

function platform(id: string, card: CardLimits | null, isShown: boolean): Platform {
  const maxAltLength = { max: 100, unit: "grapheme" } as const;
  const connector: Partial<Connector> = {
    options: [],
    limits: () => ({
      ...{ text: [], thread: null, card },
      images: { ...file, maxCount: 4, maxAltLength, source },
    }),
    compose({ text, link, images }) {
      const shown: LinkCard | null = isShown ? link : null;
      const segment = { text, lengths: [], images, card: shown, extra: {} };
      return { segments: [segment], problems: [] };
    },
  };
  return {
    ...{
      connector: {
        ...(connector as Connector),
        about: { id, template: "{{title}}", hashtags: { maxCount: null } } as Connector["about"],
      },
    },
    ...{ origins: {}, hosts: [], settings: {}, canReachUs: true },
  };
}

async function cover() {
  const { mediaId } = await addImage(media.context, db, ada, picture);
  return { mediaId, alt: "A wheel", isCover: true };
}

function onRequest(socket: Socket, request: string): void {
  const [, path = ""] = /^GET ([^\s?]*)/.exec(request) ?? [];
  void (waiting.pop() ?? Promise.resolve()).then(() => {
    const body = pages[path];
    const type = path.endsWith(".jpg") ? "image/jpeg" : "text/html";
    const length = Buffer.byteLength(body ?? "");
    const status = body === undefined ? 404 : 200;
    const head = [`HTTP/1.1 ${status} Said`, `content-type: ${type}`, `content-length: ${length}`];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    socket.write(body ?? "");
  });
}
