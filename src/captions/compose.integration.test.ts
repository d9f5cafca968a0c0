import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#kernel/ids.ts";
import type { CardLimits, FileLimits, Limits } from "#connector/about.ts";
import type { Account, Connector, Draft } from "#connector/contract.ts";
import type { Connection } from "#connections/connections.ts";
import type { Platform } from "#connections/platforms.ts";
import type { StoredImage } from "#media/images.ts";
import { addImage, addUser, noise, openMedia } from "#media/testing.ts";
import { openTestStore } from "#test/database/store.ts";
import { composeFor } from "./compose.ts";
import type { ComposeOptions, ContentWithImages } from "./compose.ts";

const store = await openTestStore();
const { db } = store;
const media = await openMedia();
const url = "https://example.org/e";
const source = { url: "https://example.org/limits", checkedOn: "2026-11-01" };
const files: FileLimits = { maxBytes: 1_000_000, maxSidePx: 40, mediaTypes: ["image/jpeg"] };
const card: CardLimits = { thumbnail: { ...files, maxSidePx: 10 }, source };
let image: StoredImage;

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});

beforeAll(async () => {
  const bytes = await noise({ width: 80, height: 60 }).jpeg().toBuffer();
  image = await addImage(media.context, db, await addUser(db), bytes);
});

beforeEach(() => {
  drafts.length = 0;
});

describe("what a connector is given to compose", () => {
  it("is the caption, the language and its options with what the run set differently", async () => {
    const draft = await draftOf({}, { caption: "For {{site}}", options: { quiet: true } });
    expect(draft).toMatchObject({
      ...{ text: "For Notes", overflow: "thread", language: "de" },
      options: { quiet: true, preview: true },
    });
    expect((await draftOf({})).options).toEqual({ quiet: false, preview: true });
  });

  it("is the account it is for", async () => {
    await draftOf({});
    expect(drafts[0]?.account).toBe(connection.account);
  });

  it("is the images in their order, fitted to its limits, with their descriptions", async () => {
    const { images } = await draftOf({ images: [shown("A mill"), shown("A wheel")] });
    expect(images.map(({ alt }) => alt)).toEqual(["A mill", "A wheel"]);
    expect(images[0]).toMatchObject({ widthPx: 40, heightPx: 30, mediaType: "image/jpeg" });
    expect(images[0]?.mediaId).not.toBe(image.mediaId);
  });

  it("is the page it is about, with the excerpt, and its cover as the card's picture", async () => {
    const draft = await draftOf({ images: [cover("A mill")] });
    expect(draft.link).toMatchObject({
      ...{ url, title: "On Engines", description: "What they do." },
      thumbnail: { widthPx: 10, alt: "A mill" },
    });
    expect(draft.images).toEqual([]);
  });

  it("is the cover among other images, unless the card is drawn beside them", async () => {
    const images = [cover("A mill"), shown("A wheel")];
    const beside = await draftOf({ images }, {}, { ...card, isBesideImages: true });
    expect(beside.images.map(({ alt }) => alt)).toEqual(["A wheel"]);
    for (const given of [card, null]) {
      const draft = await draftOf({ images }, {}, given);
      expect(draft.images.map(({ alt }) => alt)).toEqual(["A mill", "A wheel"]);
    }
  });

  it("is the other images alone where that is all the platform takes, and this is said", async () => {
    const others = ["A wheel", "A sail", "A cog", "A stone"].map(shown);
    const composition = await compose({ images: [cover("A mill"), ...others] });
    expect(drafts[0]?.draft.images.map(({ alt }) => alt)).not.toContain("A mill");
    expect(composition.problems[0]).toEqual({
      ...{ severity: "warning", code: "cover-left-out" },
      message: "The cover is left out: Test takes 4 images with a post.",
    });
  });

  it("is the cover as an image, where there is no page whose card would show it", async () => {
    const draft = await draftOf({ url: null, images: [cover("A mill")] });
    expect(draft.link).toBeNull();
    expect(draft.images).toMatchObject([{ alt: "A mill", widthPx: 40 }]);
  });

  it("is a page without a picture where the platform draws none, or where it cannot be made", async () => {
    expect(await draftOf({ images: [cover("A mill")] }, {}, null)).toMatchObject({
      link: { thumbnail: null },
    });
    const gone = { mediaId: newId(), alt: "", isCover: true };
    expect(await draftOf({ images: [gone] })).toMatchObject({ link: { thumbnail: null } });
  });

  it("names a page that has no title by its address", async () => {
    expect((await draftOf({ title: "" })).link?.title).toBe(url);
  });
});

describe("problems", () => {
  it("of the images come before the connector's own, and the rest is composed all the same", async () => {
    const gone = { mediaId: newId(), alt: "", isCover: false };
    const composition = await compose({ images: [gone, shown("A wheel")] });
    expect(composition.problems).toMatchObject([
      { severity: "error", code: "image", message: expect.stringContaining("no longer there") },
      { severity: "warning", code: "own" },
    ]);
    expect(drafts[0]?.draft.images).toHaveLength(1);
  });
});

it("a preview and a run get the same", async () => {
  const content = { images: [cover("A mill"), shown("A wheel")] };
  const preview = await compose(content);
  const run = await db.transaction().execute((tx) => compose(content, {}, card, tx));
  expect(run).toEqual(preview);
});

const connection: Connection = {
  ...{ id: newId(), userId: newId(), platform: "test-platform", auth: "password" },
  ...{ expiredAt: null, authorizationEndsAt: null, isProlonged: false },
  ...{ stateReason: null, isAutopost: true, siteIds: null, isLinked: true, createdAt: new Date(0) },
  account: {
    ...{ remoteId: "1", kind: "person", name: "Ada", handle: null },
    ...{ url: null, avatarUrl: null, details: {} },
  },
};

const drafts: { draft: Draft; account: Account }[] = [];

function platformWith(card: CardLimits | null): Platform {
  const limits: Limits = {
    ...{ text: [], thread: null, card },
    images: { ...files, maxCount: 4, maxAltLength: { max: 100, unit: "grapheme" }, source },
  };
  const option = (name: string, byDefault: boolean) => ({
    ...{ name, label: name, kind: "switch" as const, default: byDefault },
  });
  const connector: Partial<Connector> = {
    about: {
      name: "Test",
      template: "{{title}}",
      hashtags: { maxCount: null },
    } as Connector["about"],
    options: [option("quiet", false), option("preview", true)],
    limits: () => limits,
    compose(draft, account) {
      drafts.push({ draft, account });
      const segment = { text: draft.text, lengths: [], images: draft.images, card: draft.link };
      const problems = [{ severity: "warning" as const, code: "own", message: "Its own." }];
      return { segments: [{ ...segment, extra: {} }], problems };
    },
  };
  return {
    ...{ connector: connector as Connector, origins: {}, hosts: [] },
    ...{ settings: {}, canReachUs: true },
  };
}

function compose(
  content: Partial<ContentWithImages>,
  override: ComposeOptions["override"] = {},
  cardLimits: CardLimits | null = card,
  queryable: ComposeOptions["db"] = db,
) {
  const whole: ContentWithImages = {
    ...{ title: "On Engines", excerpt: "What they do.", body: "", url, tags: [], captions: {} },
    ...{ author: "Ada", site: "Notes", images: [], language: "de", rules: {} },
    ...content,
  };
  const platform = platformWith(cardLimits);
  const options = { media: media.context, db: queryable, platform, connection, override };
  return composeFor({ ...options, content: whole });
}

async function draftOf(...given: Parameters<typeof compose>): Promise<Draft> {
  await compose(...given);
  const draft = drafts.at(-1)?.draft;
  if (draft === undefined) throw new Error("nothing was composed");
  return draft;
}

const shown = (alt: string) => ({ mediaId: image.mediaId, alt, isCover: false });
const cover = (alt: string) => ({ mediaId: image.mediaId, alt, isCover: true });
