import { beforeEach, describe, expect, it } from "vitest";
import type { Account, Composition, Draft, Session } from "#connector/contract.ts";
import type { Fake } from "#connector/fake.ts";
import { failureOf } from "#connector/failure.ts";
import { minutes, plus } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";

import { compose } from "./compose.ts";
import { classify } from "./errors.ts";
import { reconcile, run } from "./publish.ts";
import { steps } from "./steps.ts";
import * as testing from "./testing.ts";

const { clock, draftOf, imageOf, page, person, sessionOf, tokenOf } = testing;

let fake: Fake;
let asPerson: Session;
let asPage: Session;

beforeEach(async () => {
  fake = testing.newFake();
  asPerson = sessionOf(fake.handle, { accessToken: await tokenOf(fake, "profile") });
  asPage = sessionOf(fake.handle, { accessToken: await tokenOf(fake, "pages") });
});

describe("a delivery", () => {
  it("as a person does not ask for what it may not see", async () => {
    const draft = draftOf({ text: "Two", images: [imageOf({ alt: "A mill" }), imageOf()] });
    const { waits, names } = await deliver(draft, person, asPerson);
    expect(waits).toBe(0);
    expect(names).toEqual(["image-0-begin", "image-0", "image-1-begin", "image-1", "segment-0"]);
    expect(fake.posts()).toMatchObject([{ images: [{ alt: "A mill" }, { alt: "" }] }]);
  });

  it("as a page waits until its card's picture is through", async () => {
    const thumbnail = imageOf();
    const link = { url: "https://example.org/", title: "Spring", description: "", thumbnail };
    const { waits, names } = await deliver(draftOf({ text: "Read", link }), page, asPage);
    expect(waits).toBe(1);
    expect(names).toEqual(["thumbnail-begin", "thumbnail", "thumbnail-ready", "segment-0"]);
    expect(fake.posts()).toMatchObject([{ card: { url: link.url, title: "Spring" } }]);
  });

  it("uses the image that was uploaded, also when a new address has been asked for since", async () => {
    const composition = compose(draftOf({ text: "One", images: [imageOf()] }), person);
    const results = await until("segment-0", composition, { account: person, session: asPerson });
    const again = await step("image-0-begin", composition, {
      ...{ account: person, session: asPerson, results },
    });
    const later = { ...results, "image-0-begin": again };
    await step("segment-0", composition, { account: person, session: asPerson, results: later });
    expect(fake.posts()[0]?.images[0]?.dataUrl).toMatch(/^data:image\/png;base64,.+/);
  });

  it("of every reserved character shows them all", async () => {
    const text = "| { } @ [ ] ( ) < > # \\ * _ ~ \\( {hashtag|\\#|x} #real #not_one";
    await deliver(draftOf({ text }), person, asPerson);
    expect(fake.posts()).toMatchObject([{ text }]);
  });
});

describe("a page's post that nobody saw the end of", () => {
  const text = "News (with #hashtags_and #more)";
  const sentAt = (at: Date) => ({ startedAt: at, lastSentAt: at });
  const late = () => sentAt(plus(clock.at, -minutes(30)));

  it("is found by its words as LinkedIn gives them back", async () => {
    const composition = compose(draftOf({ text }), page);
    await deliver(draftOf({ text }), page, asPage);
    const call = { ...testing.callOf({ account: page, composition }), ...late() };
    const remoteId = fake.posts()[0]?.id;
    expect(await reconcile(call, asPage)).toMatchObject({ found: { receipt: { remoteId } } });
  });

  it("is not one with the same words of another time, nor one about another page", async () => {
    const link = { url: "https://example.org/1", title: "1", description: "", thumbnail: null };
    const draft = draftOf({ text, link });
    await deliver(draft, page, asPage);
    const callFor = (wanted: Draft) =>
      testing.callOf({ account: page, composition: compose(wanted, page) });
    const other = { ...draft, link: { ...link, url: "https://example.org/2" } };
    expect(await reconcile({ ...callFor(other), ...late() }, asPage)).toBe("unknown");
    const { at } = clock;
    try {
      clock.at = plus(at, minutes(60));
      const hourLater = { ...callFor(draft), ...sentAt(plus(at, minutes(30))) };
      expect(await reconcile(hourLater, asPage)).toBe("absent");
    } finally {
      clock.at = at;
    }
    expect(fake.posts()).toHaveLength(1);
  });

  it("cannot be told from a page full of newer ones", async () => {
    const composition = compose(draftOf({ text }), page);
    for (let count = 0; count < 10; count += 1) {
      await deliver(draftOf({ text: `Another ${count}` }), page, asPage);
    }
    const call = { ...testing.callOf({ account: page, composition }), ...late() };
    expect(await reconcile(call, asPage)).toBe("unknown");
  });
});

describe("LinkedIn refuses", () => {
  it("the very same post again, naming the earlier one", async () => {
    await deliver(draftOf({ text: "Once" }), person, asPerson);
    const urn = fake.posts()[0]?.id ?? "";
    expect(await verdictOn(deliver(draftOf({ text: "Once" }), person, asPerson))).toMatchObject({
      ...{ kind: "reject", reason: expect.stringContaining(urn) as string },
    });
  });

  it("a version that has ended, which is for the operator", async () => {
    const accessToken = await tokenOf(fake, "profile");
    const session = sessionOf(fake.handle, { accessToken, version: "202501" });
    expect(await verdictOn(deliver(draftOf({ text: "Late" }), person, session))).toMatchObject({
      ...{ kind: "misconfigured", reason: expect.stringContaining("LINKEDIN_VERSION") as string },
    });
  });

  it("what the permission does not cover, and a token of nobody's", async () => {
    const refused = verdictOn(deliver(draftOf({ text: "Mine?" }), page, asPerson));
    expect(await refused).toMatchObject({ kind: "reconnect" });
    const strange = sessionOf(fake.handle);
    expect(await verdictOn(deliver(draftOf({ text: "Who?" }), person, strange))).toMatchObject({
      kind: "refresh",
    });
    expect(fake.posts()).toEqual([]);
  });
});

interface As {
  account: Account;
  session: Session;
  results?: Record<string, JsonObject>;
}

async function deliver(draft: Draft, account: Account, session: Session) {
  const composition = compose(draft, account);
  const results: Record<string, JsonObject> = {};
  const names = steps(composition).map(({ name }) => name);
  let waits = 0;
  for (const name of names) {
    const call = testing.callOf({ account, composition, name, results });
    let outcome = await run(call, session);
    while ("waitUntil" in outcome) {
      waits += 1;
      outcome = await run(call, session);
    }
    results[name] = outcome.result;
  }
  return { waits, names };
}

/** The results of the steps before this one. */
async function until(last: string, composition: Composition, as: As) {
  const results: Record<string, JsonObject> = {};
  for (const { name } of steps(composition)) {
    if (name === last) break;
    results[name] = await step(name, composition, { ...as, results });
  }
  return results;
}

async function step(
  name: string,
  composition: Composition,
  { account, session, results = {} }: As,
) {
  const outcome = await run(testing.callOf({ account, composition, name, results }), session);
  return "result" in outcome ? outcome.result : {};
}

async function verdictOn(running: Promise<unknown>) {
  const failure = failureOf(await running.catch((error: unknown) => error));
  return failure && classify(failure, clock.at);
}
