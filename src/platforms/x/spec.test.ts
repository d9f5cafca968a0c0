// Whether X's own OpenAPI description knows all that we send: also what the contract suite does not
// send, such as GIFs. Where it does not lie beside the checkout, the referees say so.

import { expect, it } from "vitest";
import { refereed } from "#test/referees/referee.ts";
import { refereeFor } from "#test/referees/referees.ts";

import { about, options } from "./about.ts";
import { compose } from "./compose.ts";
import { createFake } from "./fake.ts";
import { identify } from "./identify.ts";
import { reconcile } from "./publish.ts";
import * as testing from "./testing.ts";

const { callOf, clock, deliver, draftOf, imageOf, sessionOf } = testing;

const referee = await refereeFor(about.id);

it.skipIf(referee === undefined)("sends only what X knows", async () => {
  const watched = refereed(createFake, referee);
  const fake = watched.createFake(testing.fakeOptions(clock.at));
  const session = sessionOf(fake.handle, await testing.tokenOf(fake));
  await identify(session);

  const gif = imageOf({ mediaType: "image/gif", alt: "It turns" });
  const whoCanReply = options.flatMap((option) => (option.kind === "choice" ? option.choices : []));
  const drafts = [
    draftOf({ text: "Turning", images: [gif] }),
    draftOf({ text: "Still", images: [imageOf({ alt: "A mill" }), imageOf()] }),
    draftOf({ text: Array.from({ length: 80 }, (_, index) => `word${index}`).join(" ") }),
    ...whoCanReply.map(({ value, label }) =>
      draftOf({ text: label, options: { replySettings: value, madeWithAi: true } }),
    ),
  ];
  for (const draft of drafts) {
    const composition = compose(draft);
    const { results } = await deliver(composition, { session });
    await reconcile(
      { ...callOf({ composition, results }), startedAt: clock.at, lastSentAt: clock.at },
      session,
    );
  }

  expect(fake.posts().length).toBeGreaterThan(drafts.length);
  expect(watched.objections()).toEqual([]);
});
